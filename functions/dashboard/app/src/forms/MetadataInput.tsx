import { Textarea, type TextareaProps } from "@mantine/core";
import { readObject } from "../api/jsonText";

/** What operators keep with a thing: a JSON object, as a text. Check it with {@link metadataFault}. */
export function MetadataInput(props: TextareaProps) {
  return (
    <Textarea
      label="Metadata"
      description="A JSON object of at most 10 KB, for your own use."
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      {...props}
    />
  );
}

/** What is wrong with a text that is to be metadata; null for nothing. */
export function metadataFault(text: string): string | null {
  const read = readObject(text);
  return "fault" in read ? read.fault : null;
}

/** The metadata to be sent; nothing where it is as it was, or wrong. */
export function metadataIfChanged(text: string, before: string): Record<string, unknown> | undefined {
  const read = readObject(text);
  return text !== before && "value" in read ? read.value : undefined;
}
