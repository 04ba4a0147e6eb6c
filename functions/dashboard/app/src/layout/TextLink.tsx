import { Anchor } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

/** A link within a text or a table, to a page whose parameters are checked. */
export const TextLink = createLink(Anchor<"a">);
