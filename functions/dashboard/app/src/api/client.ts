/** @file The API's client. Its types are generated from the OpenAPI document. */

import createClient, { type Middleware } from "openapi-fetch";
import { session } from "../session/session";
import { notOurs, refusal, unreachable } from "./error";
import { parseExactly } from "./exact";
import type { components, paths } from "./schema.gen";

/** The API's types by name, such as `Schemas["Team"]`. */
export type Schemas = components["schemas"];

/** Requests that are made without a session, and those that make one. */
const WITHOUT_TOKEN = /^\/api\/admin-users\/(setup|login|refresh)/;

const authorize: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (!WITHOUT_TOKEN.test(schemaPath) && !request.headers.has("authorization")) {
      const token = await session.token();
      if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
    }
    return request;
  },
};

/** `fetch`, with decimals as they are, and one more try where the access token was no longer good. */
async function fetchExactly(request: Request): Promise<Response> {
  const again = request.headers.get("authorization")?.startsWith("Bearer ey") ? request.clone() : null;
  let response = await reach(request);
  if (response.status === 401 && again !== null) {
    const token = await session.renewed(again.headers.get("authorization") ?? "");
    if (token !== null) {
      again.headers.set("authorization", `Bearer ${token}`);
      response = await reach(again);
    }
  }
  const type = response.headers.get("content-type") ?? "";
  // The API has no pages; what is asked for here is data.
  if (response.ok && type.startsWith("text/html")) throw notOurs();
  const isJson = type.startsWith("application/json");
  if (!isJson || !response.ok) return response;
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.set("content-length", String(text.length));
  const exact = new Response(text, { status: response.status, headers });
  exact.json = async () => parseExactly(text);
  return exact;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable();
  }
}

/** One method for each HTTP method: `api.GET("/api/teams/{team_id}", { params })`. Use it with {@link read}. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: fetchExactly });
api.use(authorize);

/** An answer with the headers that lists have. */
export type Answer<T> = { data: T; headers: Headers };

type Fetched = Promise<{ data?: unknown; error?: unknown; response: Response }>;
type DataOf<F extends Fetched> = NonNullable<Awaited<F>["data"]>;

/**
 * The data of an answer.
 *
 * @throws ApiError when the API refuses the request or does not answer it.
 */
export async function read<F extends Fetched>(request: F): Promise<DataOf<F>> {
  return (await readWithHeaders(request)).data;
}

/** As {@link read}, with the headers. */
export async function readWithHeaders<F extends Fetched>(request: F): Promise<Answer<DataOf<F>>> {
  const { data, error, response } = await request;
  if (!response.ok) throw refusal(response, error);
  return { data: data as DataOf<F>, headers: response.headers };
}
