/** @file The providers that Tollgate calls, by the names that people know. */

import type { Schemas } from "../../api/client";

export type Provider = Schemas["Provider"];

const NAMES: Record<Provider, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  gemini: "Google Gemini",
  fireworks: "Fireworks",
};

export const PROVIDERS = Object.keys(NAMES) as readonly Provider[];

/** The provider's name for people. */
export function providerName(provider: Provider): string {
  return NAMES[provider] ?? provider;
}

/** The providers as a select offers them. */
export const PROVIDER_OPTIONS = PROVIDERS.map((value) => ({ value, label: providerName(value) }));
