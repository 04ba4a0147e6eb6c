/** @file Long lists, a page at a time. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Answer } from "../api/client";

/** How many entries a page of a list has. */
export const PAGE_SIZE = 100;

/** What the next page is asked for with, beside the filters: `{ cursor }`, `{ offset }` or `{ before }`. */
export type Next = { cursor?: string; offset?: number; before?: string };

/** A list as a table shows it. */
export type List<T> = {
  /** What is loaded so far; undefined until something is. */
  items: readonly T[] | undefined;
  /** How long the whole list is, where the API says it. */
  total: number | null;
  error: Error | null;
  isFetching: boolean;
  /** Loads the next page; null where there is none. */
  more: (() => void) | null;
  reload: () => void;
};

/** Loads a list. The key names the list and its filters. */
export function useList<D, T>(options: {
  key: readonly unknown[];
  /** Asks for a page of {@link PAGE_SIZE} entries. */
  page: (next: Next, signal: AbortSignal) => Promise<Answer<D>>;
  /** The entries of an answer. */
  items: (data: D) => readonly T[];
  /** How the API is asked for what follows an entry, where neither its headers nor an offset say so. */
  after?: (last: T) => Next;
  /** The length of the whole list, where it is in the body. */
  total?: (data: D) => number;
  /** Whether the API's `Link` alone says what follows, also after a page that is short or empty. */
  linked?: boolean;
  /** How often it is loaded anew, in milliseconds. */
  refetchInterval?: number;
}): List<T> {
  const { key, page, items, after, total, linked: byLink = false, refetchInterval } = options;
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: {} as Next,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    getNextPageParam: (last, pages): Next | undefined => {
      const entries = items(last.data);
      const linked = nextOfLink(last.headers.get("link"));
      if (linked !== null || byLink) return linked ?? undefined;
      const end = entries.at(-1);
      if (entries.length < PAGE_SIZE || end === undefined || last.headers.has("x-next-cursor")) return undefined;
      if (after !== undefined) return after(end);
      const loaded = pages.reduce((sum, one) => sum + items(one.data).length, 0);
      const known = totalOf(last, total);
      return known !== null && loaded >= known ? undefined : { offset: loaded };
    },
    refetchInterval,
  });
  const loaded = useMemo(() => query.data?.pages.flatMap((one) => items(one.data)), [query.data, items]);
  const last = query.data?.pages.at(-1);
  return {
    items: loaded,
    total: last === undefined ? null : totalOf(last, total),
    error: query.error,
    isFetching: query.isFetching,
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    reload: () => void query.refetch(),
  };
}

function totalOf<D>(answer: Answer<D>, total: ((data: D) => number) | undefined): number | null {
  if (total !== undefined) return total(answer.data);
  const counted = answer.headers.get("x-total-count");
  return counted === null ? null : Number(counted);
}

/** The parameters that a `Link` with `rel="next"` adds to the filters. */
export function nextOfLink(link: string | null): Next | null {
  const target = link?.match(/<([^>]+)>;\s*rel="next"/)?.[1];
  if (target === undefined) return null;
  const parameters = new URL(target, "http://any").searchParams;
  const next: Next = {};
  const cursor = parameters.get("cursor");
  const offset = parameters.get("offset");
  const before = parameters.get("before");
  if (cursor !== null) next.cursor = cursor;
  if (offset !== null) next.offset = Number(offset);
  if (before !== null) next.before = before;
  return next;
}
