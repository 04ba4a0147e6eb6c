import { Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

/** A link that looks like a button, to a page whose parameters are checked. */
export const ButtonLink = createLink(Button<"a">);
