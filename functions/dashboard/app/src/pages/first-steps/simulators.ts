/** @file The simulator of providers, which answers without an account, where the deployment has one. */

import type { Provider } from "../../pickers/providers";

/** The key that is stored for a simulator: it takes any. */
export const SIMULATOR_KEY = "sk-simulated-provider-key";

/** The simulator's address for each provider, as the keys of the demonstration's organization have it. */
export function simulatorsOf(
  keys: readonly { provider: Provider; api_base: string | null; credential_name: string }[],
): Partial<Record<Provider, string>> {
  const found: Partial<Record<Provider, string>> = {};
  for (const { provider, api_base, credential_name } of keys) {
    // Plain HTTP is only stored where the deployment allows private addresses.
    if (credential_name.toLowerCase() === "simulator" && api_base?.startsWith("http://")) found[provider] ??= api_base;
  }
  return found;
}
