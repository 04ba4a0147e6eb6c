import { useQuery } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import { simulatorsOf } from "./simulators";

/** The addresses of the simulator; none where the deployment has none. */
export function useSimulators() {
  return useQuery({
    queryKey: ["provider-keys", "simulators"],
    queryFn: async ({ signal }) =>
      simulatorsOf(await read(api.GET("/api/provider-credentials", { params: { query: { limit: 500 } }, signal }))),
  });
}
