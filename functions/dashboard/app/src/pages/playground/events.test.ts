import { describe, expect, it } from "vitest";
import { EventReader, eventsOf } from "./events";

const STREAM = ': keepalive\n\ndata: {"a":1}\n\nevent: x\ndata: first\ndata:second\r\n\r\ndata: [DONE]\n\n';
const EVENTS = ['{"a":1}', "first\nsecond", "[DONE]"];

describe("a stream of events", () => {
  it("is read whatever the pieces that it comes in", () => {
    for (let size = 1; size <= STREAM.length; size++) {
      const reader = new EventReader();
      const read: string[] = [];
      for (let at = 0; at < STREAM.length; at += size) read.push(...reader.push(STREAM.slice(at, at + size)));
      expect(read, `pieces of ${size}`).toEqual(EVENTS);
    }
  });

  it("has no event that was cut off", () => {
    expect(new EventReader().push("data: half")).toEqual([]);
    expect(new EventReader().push("data: half\n")).toEqual([]);
  });

  it("is decoded across the bytes of a character", async () => {
    const bytes = new TextEncoder().encode("data: é\n\n");
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const read: string[] = [];
    for await (const event of eventsOf(body)) read.push(event);
    expect(read).toEqual(["é"]);
  });
});
