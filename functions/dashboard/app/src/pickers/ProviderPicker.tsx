import { Select } from "@mantine/core";
import { PROVIDERS, type Provider, providerOf } from "./providers";

/** Chooses a provider, or none. */
export function ProviderPicker({
  value,
  onChange,
  label = "Provider",
}: {
  value: Provider | undefined;
  onChange: (value: Provider | undefined) => void;
  label?: string;
}) {
  return (
    <Select
      label={label}
      placeholder="Any provider"
      data={[...PROVIDERS]}
      value={value ?? null}
      onChange={(chosen) => onChange(providerOf(chosen))}
      clearable
      clearButtonProps={{ "aria-label": `Clear ${label.toLowerCase()}` }}
    />
  );
}
