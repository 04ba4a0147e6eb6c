import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

/** A text that filters a list. It is told on after a moment without typing, at once with Enter, and undefined where it is empty. */
export function FilterText({
  value,
  onChange,
  ...field
}: Omit<TextInputProps, "value" | "onChange"> & {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value ?? "");
  const told = useRef(value ?? "");
  const tell = (next: string) => {
    const trimmed = next.trim();
    if (trimmed === told.current) return;
    told.current = trimmed;
    onChange(trimmed === "" ? undefined : trimmed);
  };
  const tellLater = useDebouncedCallback(tell, 300);
  // Somebody went back in the history, or followed a link with another filter. What was typed here comes back late, and may not
  // replace what was typed since.
  useEffect(() => {
    if ((value ?? "") === told.current) return;
    told.current = value ?? "";
    setText(value ?? "");
  }, [value]);
  return (
    <TextInput
      {...field}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tellLater(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") tell(text);
      }}
      rightSection={
        text === "" ? null : (
          <CloseButton
            size="sm"
            aria-label={`Clear ${field.label ?? field["aria-label"] ?? "the text"}`}
            onClick={() => {
              setText("");
              tell("");
            }}
          />
        )
      }
    />
  );
}
