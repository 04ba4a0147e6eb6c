/** @file The providers, as the API names them. */

import type { Schemas } from "../api/client";

export type Provider = Schemas["Provider"];

/** The providers that Tollgate calls directly. */
export const PROVIDERS: readonly Provider[] = ["openai", "anthropic", "gemini", "fireworks"];

/** The provider that a text names, if it does. */
export function providerOf(text: unknown): Provider | undefined {
  return PROVIDERS.find((provider) => provider === text);
}
