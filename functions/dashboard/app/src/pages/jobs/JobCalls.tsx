import { Button, Group, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { count, duration } from "../../figures/decimal";
import { CallRow } from "./CallRow";
import classes from "./JobCalls.module.css";
import { beginning, share, ticks, timeline } from "./timeline";
import type { LoadedJob } from "./useJob";

const route = getRouteApi("/frame/jobs/$jobId");

/** The calls of a job on a common axis of time. One can be opened; the address names it. */
export function JobCalls({ loaded }: { loaded: LoadedJob }) {
  const { job, calls, callCount, more, isFetching } = loaded;
  const { call: opened } = route.useSearch();
  const navigate = useNavigate({ from: "/jobs/$jobId" });
  const line = useMemo(() => timeline(calls), [calls]);
  useLoadingUntil(opened, loaded);
  return (
    <>
      <Legend />
      {/* The roles stay where styles turn rows into cards. */}
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above. */}
      {/* biome-ignore-start lint/a11y/useSemanticElements: see above. */}
      <table className={classes.calls} role="table">
        <caption className={classes.caption}>
          Calls of the job, oldest first. The axis begins at {beginning(line)}.
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col">Call</th>
            <th scope="col">State</th>
            <th scope="col" className={classes.axisCell}>
              <Axis length={line.length} />
            </th>
            <th scope="col" data-align="right">
              Took
            </th>
            <th scope="col" data-align="right">
              Tokens
            </th>
            <th scope="col" data-align="right">
              Cost
            </th>
            <th scope="col" data-align="right">
              Revenue
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {calls.map((call, index) => (
            <CallRow
              key={call.call_id}
              call={call}
              span={line.spans[index] ?? { start: 0, duration: 0, firstToken: null, isOpen: false }}
              length={line.length}
              job={job}
              isOpened={call.call_id === opened}
              toggle={() =>
                void navigate({
                  search: { call: call.call_id === opened ? undefined : call.call_id },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above. */}
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above. */}
      <Group justify="space-between" mih={36}>
        <Text size="sm" c="dimmed" aria-live="polite">
          {calls.length === callCount
            ? `${count(callCount)} ${callCount === 1 ? "call" : "calls"}`
            : `${count(calls.length)} of ${count(callCount)} calls`}
        </Text>
        {more !== null && (
          <Button size="xs" variant="default" onClick={more} loading={isFetching}>
            Load more
          </Button>
        )}
      </Group>
    </>
  );
}

/** Loads pages until the call that the address names is among them. */
function useLoadingUntil(callId: string | undefined, { calls, more, isFetching }: LoadedJob): void {
  const isThere = callId === undefined || calls.some((call) => call.call_id === callId);
  const next = useRef(more);
  next.current = more;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that has come may not be the last.
  useEffect(() => {
    if (!isThere && !isFetching) next.current?.();
  }, [isThere, isFetching, calls.length]);
}

function Axis({ length }: { length: number }) {
  return (
    <div className={classes.axis}>
      <span className={classes.hidden}>When it ran</span>
      {ticks(length)
        // The last label would reach into the next column.
        .filter((mark) => mark <= 0.85 * length)
        .map((mark) => (
          <span key={mark} className={classes.tick} style={{ left: share(mark, length) }} aria-hidden>
            {mark === 0 ? "0" : duration(mark)}
          </span>
        ))}
    </div>
  );
}

function Legend() {
  return (
    <Group gap="md" className={classes.legend} aria-hidden>
      <span>
        <i className={classes.waiting} /> until the first token, or all of a call that was answered whole
      </span>
      <span>
        <i className={classes.answering} /> answering
      </span>
      <span>
        <i className={classes.failed} /> without an answer
      </span>
    </Group>
  );
}
