/** @file Requests that must not be done twice, such as a payment that is sent again because no answer came. */

import { useRef } from "react";

/**
 * The `Idempotency-Key` header of a form: the same for the same request, so that it is done once however often it is sent;
 * another one as soon as the request is another. For forms that are left once they have worked.
 */
export function useIdempotencyKey(): (body: unknown) => { "idempotency-key": string } {
  const last = useRef<{ text: string; key: string } | null>(null);
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current?.text !== text) last.current = { text, key: crypto.randomUUID() };
    return { "idempotency-key": last.current.key };
  };
}
