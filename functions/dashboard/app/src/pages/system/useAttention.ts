import { useQuery } from "@tanstack/react-query";
import { api, read } from "../../api/client";

/** What needs an operator: of it this page shows when the sweep and the audit last ran. */
export function useAttention() {
  return useQuery({
    queryKey: ["attention"],
    queryFn: ({ signal }) => read(api.GET("/api/stats/attention", { signal })),
  });
}
