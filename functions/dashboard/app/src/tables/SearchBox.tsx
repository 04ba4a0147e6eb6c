import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

/** How long the reader has to pause before a list is searched, in milliseconds. */
const PAUSE_MS = 250;

/** A box that searches a list. What is searched for lives in the address, so the box follows it as well. */
export function SearchBox({
  label,
  value,
  onChange,
}: {
  /** What is searched: `Search models`. */
  label: string;
  value: string | undefined;
  /** Told of the words once the reader pauses; undefined for none. */
  onChange: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value ?? "");
  const told = useRef(value ?? "");
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    const words = typed.trim();
    if (words === told.current) return;
    const timer = setTimeout(() => {
      told.current = words;
      tell.current(words === "" ? undefined : words);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    // The address was changed by something else, such as the browser's way back.
    if ((value ?? "") !== told.current) {
      told.current = value ?? "";
      setTyped(value ?? "");
    }
  }, [value]);
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch aria-hidden size={16} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      maxLength={200}
      w={{ base: "100%", sm: 260 }}
    />
  );
}
