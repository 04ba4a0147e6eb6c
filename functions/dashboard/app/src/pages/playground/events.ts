/** @file Reading a stream of server-sent events (WHATWG HTML, "Server-sent events"), as far as answers of models use it. */

/** Takes a stream's text in pieces of any size, and gives the data of each event that is whole. */
export class EventReader {
  #rest = "";
  #data: string[] = [];

  /** The data of the events that end in this piece. */
  push(text: string): string[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    const ended: string[] = [];
    for (const line of lines) {
      if (line === "" && this.#data.length > 0) {
        ended.push(this.#data.join("\n"));
        this.#data = [];
      }
      // A line that begins with a colon is a comment; other fields do not matter here.
      if (line.startsWith("data:")) this.#data.push(line.slice(line[5] === " " ? 6 : 5));
    }
    return ended;
  }
}

/** The data of a body's events as they come. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = new EventReader();
  const decoder = new TextDecoder();
  for await (const piece of piecesOf(body)) yield* reader.push(decoder.decode(piece, { stream: true }));
}

/** Not every browser can iterate over a stream. */
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = body.getReader();
  try {
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) return;
      yield value;
    }
  } finally {
    await pieces.cancel().catch(() => undefined);
  }
}
