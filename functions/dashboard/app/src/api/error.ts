/** @file What the API says when it refuses, and what the page says when it hears nothing. */

import type { components } from "./schema.gen";

type ErrorBody = components["schemas"]["Error"];
type FieldError = components["schemas"]["FieldError"];

/** A request that the API has refused or not answered. */
export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 where no answer came. */
    readonly status: number,
    /** The stable code, such as `stale_change`. */
    readonly code: string,
    /** What is wrong, in the API's own words. */
    message: string,
    /** What is wrong with single fields of the form, by the field's name: `pricing_tiers.0.input`. */
    readonly fields: ReadonlyMap<string, string>,
    /** The id that the operators' logs have. */
    readonly requestId: string | null,
    /** After how many seconds another try makes sense, where the API says so. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** Whether somebody else has changed what the form shows. */
  get isStale(): boolean {
    return this.code === "stale_change";
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The error of an answer whose body has been read. */
export function refusal(response: Response, body: unknown): ApiError {
  const known = isErrorBody(body) ? body : undefined;
  const fields = new Map<string, string>();
  const note = (faults: readonly FieldError[]) => {
    for (const fault of faults) {
      const [, ...path] = fault.loc;
      const name = path.join(".");
      if (!fields.has(name)) fields.set(name, fault.msg);
    }
  };
  let message = `The server answered with status ${response.status}.`;
  if (typeof known?.detail === "string") {
    message = known.detail;
    note(known.fields ?? []);
  } else if (Array.isArray(known?.detail)) {
    note(known.detail);
    message = [...fields].map(([name, fault]) => (name === "" ? fault : `${name}: ${fault}`)).join(" · ");
  }
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiError(
    response.status,
    known?.code ?? "no_answer",
    message,
    fields,
    response.headers.get("x-request-id"),
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}

/** The error where no answer came at all. */
export function unreachable(): ApiError {
  const message = "Tollgate cannot be reached. Is there a connection?";
  return new ApiError(0, "unreachable", message, new Map(), null, null);
}

/** The error where something between this page and the API, such as a proxy that wants a sign-in, answered in its place. */
export function notOurs(): ApiError {
  const message = "Something else has answered in Tollgate's place: a proxy, perhaps. Load this page again.";
  return new ApiError(0, "unreachable", message, new Map(), null, null);
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "detail" in body && "code" in body;
}
