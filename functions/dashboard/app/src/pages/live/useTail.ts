/** @file Following the calls: every two seconds what is new, and how the open ones have gone. */

import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect, useEffectEvent, useState } from "react";
import { api, read } from "../../api/client";
import { fitsLater, type LiveFilter } from "./filter";
import { type Call, follow, idBefore, NOTHING, newestOf, openIds, reveal, type Tail } from "./tail";

/** How often new calls are asked for, in milliseconds. */
const EVERY_MS = 2000;
/** Calls of one moment appear out of order by no more than this, in milliseconds. */
const OVERLAP_MS = 5000;
/** A call that fits a filter only when it has ended was admitted at most so long before, in milliseconds. */
const LONGEST_MS = 10 * 60_000;
/** How many are loaded at first, and at most at once later. */
const FIRST = 100;
const MOST = 200;

/** The list that follows the calls, and what can be done with it. */
export type LiveTail = Tail & {
  isLoading: boolean;
  error: Error | null;
  /** Shows what was waiting. */
  reveal: () => void;
  /** Asks now. */
  reload: () => void;
};

/**
 * Follows the calls that fit a filter, unless it is paused or nobody looks at the window. Mount it anew for another filter.
 *
 * @param mayShow whether new calls may be put in now: not while the reader looks at others.
 */
export function useTail(filter: LiveFilter, paused: boolean, mayShow: () => boolean): LiveTail {
  const [tail, setTail] = useState<Tail>(NOTHING);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const isVisible = useDocumentVisibility() === "visible";
  const ask = useEffectEvent(async (signal: AbortSignal) => {
    try {
      const { calls, gap } = await load(filter, tail, signal);
      const wait = !mayShow();
      setTail((before) => follow(before, calls, { wait, gap }));
      setError(null);
    } catch (reason) {
      if (!signal.aborted) setError(reason instanceof Error ? reason : new Error(String(reason)));
    }
    if (!signal.aborted) setLoading(false);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks at once.
  useEffect(() => {
    if (paused || !isVisible) return;
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      await ask(leaving.signal);
      // Only after the answer: a slow API is not asked twice at a time.
      if (!leaving.signal.aborted) timer = setTimeout(round, EVERY_MS);
    };
    void round();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [paused, isVisible, turn]);
  return {
    ...tail,
    isLoading,
    error,
    reveal: () => setTail(reveal),
    reload: () => setTurn((before) => before + 1),
  };
}

async function load(filter: LiveFilter, tail: Tail, signal: AbortSignal): Promise<{ calls: Call[]; gap: boolean }> {
  const newest = newestOf(tail);
  const open = openIds(tail);
  const overlap = fitsLater(filter) ? LONGEST_MS : OVERLAP_MS;
  const query =
    newest === undefined
      ? { ...filter, limit: FIRST }
      : { ...filter, after: idBefore(newest.call_id, overlap), limit: MOST };
  const [fresh, settled] = await Promise.all([
    read(api.GET("/api/calls", { params: { query }, signal })),
    open.length === 0 ? [] : read(api.GET("/api/calls", { params: { query: { ids: open.join(",") } }, signal })),
  ]);
  // An answer that is full and does not reach back to what is known leaves calls out.
  const gap = newest !== undefined && fresh.length === MOST && fresh.every(({ call_id }) => call_id > newest.call_id);
  return { calls: [...fresh, ...settled], gap };
}
