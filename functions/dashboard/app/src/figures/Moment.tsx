import { Tooltip } from "@mantine/core";
import { ago, localTime, utc } from "./moment";
import { Unknown } from "./Usd";

/** A time in the reader's zone, or how long ago it was; UTC on hover. */
export function Moment({ at, relative = false }: { at: string | null | undefined; relative?: boolean }) {
  if (at === null || at === undefined) return <Unknown />;
  const shown = relative ? ago(at) : localTime(at);
  return (
    <Tooltip label={relative ? `${localTime(at)} · ${utc(at)}` : utc(at)}>
      <time dateTime={at}>{shown}</time>
    </Tooltip>
  );
}
