import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "./Failure";

/** A query of one answer or of several pages, as far as it matters here. */
type Query<T> = { data: T | undefined; isError: boolean; error: unknown; refetch: () => unknown };

/** Shows what a query has loaded; until then a skeleton, and why it could not be loaded if it could not. */
export function Loaded<T>({
  query,
  children,
  lines = 6,
}: {
  query: Query<T>;
  children: (data: T) => ReactNode;
  lines?: number;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Stack aria-busy="true" aria-label="Loading" role="status">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have nothing else, and never move.
        <Skeleton key={line} height={28} />
      ))}
    </Stack>
  );
}
