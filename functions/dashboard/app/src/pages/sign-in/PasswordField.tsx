import { PasswordInput, type PasswordInputProps, Text } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";

/** A field for a password. It says when Caps Lock is on, which nobody sees otherwise. */
export function PasswordField(props: PasswordInputProps) {
  const [isCaps, setCaps] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
  return (
    <div>
      <PasswordInput
        {...props}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={(event) => {
          setCaps(false);
          props.onBlur?.(event);
        }}
      />
      <Text size="sm" mt={isCaps ? 4 : 0} role="status">
        {isCaps && "Caps Lock is on."}
      </Text>
    </div>
  );
}
