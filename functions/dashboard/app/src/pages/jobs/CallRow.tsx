import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { Schemas } from "../../api/client";
import { Count, Duration } from "../../figures/Count";
import { duration } from "../../figures/decimal";
import { Usd } from "../../figures/Usd";
import { CallDetails } from "./CallDetails";
import classes from "./JobCalls.module.css";
import { CallState } from "./JobState";
import { type Span, share } from "./timeline";
import type { Call } from "./useJob";

/** A call in the timeline, and its details where it is open. */
export function CallRow({
  call,
  span,
  length,
  job,
  isOpened,
  toggle,
}: {
  call: Call;
  span: Span;
  length: number;
  job: Schemas["JobSummary"];
  isOpened: boolean;
  toggle: () => void;
}) {
  const row = useRef<HTMLTableRowElement>(null);
  const wasOpened = useRef(isOpened);
  // Somebody came by a link to this call.
  useEffect(() => {
    if (wasOpened.current) row.current?.scrollIntoView({ block: "center" });
  }, []);
  const Chevron = isOpened ? IconChevronDown : IconChevronRight;
  return (
    <>
      {/* The roles stay where styles turn rows into cards. */}
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above. */}
      {/* biome-ignore-start lint/a11y/useSemanticElements: see above. */}
      <tr ref={row} role="row" className={classes.row} data-opened={isOpened || undefined}>
        <td role="cell" data-label="Call">
          <UnstyledButton className={classes.opener} onClick={toggle} aria-expanded={isOpened}>
            <Chevron aria-hidden size={16} />
            <span>
              {call.purpose ?? call.model_group_used}
              <small>
                {call.purpose === null ? "" : `${call.model_group_used} · `}…{call.call_id.slice(-6)}
              </small>
            </span>
          </UnstyledButton>
        </td>
        <td role="cell" data-label="State">
          <CallState status={call.status} />
        </td>
        <td role="cell" className={classes.axisCell}>
          <Bar span={span} length={length} hasFailed={call.status === "failed" || call.status === "abandoned"} />
        </td>
        <td role="cell" data-label="Took" data-align="right">
          <Duration ms={call.latency_ms} />
        </td>
        <td role="cell" data-label="Tokens" data-align="right">
          <Count value={call.total_tokens} />
        </td>
        <td role="cell" data-label="Cost" data-align="right">
          <Usd value={call.provider_cost_usd} meaning="cost" />
        </td>
        <td role="cell" data-label="Revenue" data-align="right">
          <Usd value={call.client_cost_usd} meaning="revenue" />
        </td>
      </tr>
      {isOpened && (
        <tr role="row" className={classes.details}>
          <td role="cell" colSpan={7}>
            <CallDetails call={call} job={job} />
          </td>
        </tr>
      )}
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above. */}
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above. */}
    </>
  );
}

function Bar({ span, length, hasFailed }: { span: Span; length: number; hasFailed: boolean }) {
  const { start, duration: took, firstToken, isOpen } = span;
  const waiting = firstToken ?? took;
  const words = [
    `From ${duration(start)} on`,
    isOpen ? `running for ${duration(took)}` : `for ${duration(took)}`,
    ...(firstToken === null ? [] : [`first token after ${duration(firstToken)}`]),
  ];
  return (
    <div className={classes.track}>
      <span className={classes.hidden}>{words.join(", ")}</span>
      <div
        className={classes.bar}
        title={words.join(", ")}
        style={{ left: `min(${share(start, length)}, calc(100% - 4px))`, width: share(took, length) }}
      >
        <div
          className={hasFailed ? classes.failed : classes.waiting}
          style={{ width: took === 0 ? "100%" : share(waiting, took) }}
        />
        <div className={hasFailed ? classes.failed : classes.answering} style={{ flex: 1 }} />
      </div>
    </div>
  );
}
