/** @file Lists of deliveries, whose bodies are shown as they are sent: their numbers stay numbers, with all digits. */

import { type Answer, readWithHeaders, type Schemas } from "../../api/client";
import { readObject } from "../../api/jsonText";

type Delivery = Schemas["Delivery"];

/** The deliveries in an answer that is read as a text. */
export async function deliveries(
  request: Promise<{ data?: string; error?: unknown; response: Response }>,
): Promise<Answer<Delivery[]>> {
  const { data, headers } = await readWithHeaders(request);
  // Only objects are read so.
  const read = readObject(`{"deliveries":${data}}`);
  if ("fault" in read) throw new Error(read.fault);
  return { data: read.value.deliveries as Delivery[], headers };
}
