import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type Props = ButtonProps & Omit<ComponentPropsWithRef<"a">, keyof ButtonProps>;

/** A link that looks like a button, to a page whose parameters are checked. */
export const ButtonLink = createLink(function LinkedButton(props: Props) {
  return <Button component="a" {...props} />;
});
