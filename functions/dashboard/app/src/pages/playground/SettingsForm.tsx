import { Button, Group, JsonInput, NativeSelect, NumberInput, Paper, Stack, Switch, Textarea } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { EXAMPLE_TOOLS, faultOfTools, type Settings } from "./request";

const EFFORTS: readonly Schemas["ReasoningEffort"][] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
const EFFORT_CHOICES = [
  { value: "", label: "As the model does" },
  ...EFFORTS.map((effort) => ({ value: effort as string, label: effort })),
];

/** How the model is asked. */
export function SettingsForm({ settings, onChange }: { settings: Settings; onChange: (settings: Settings) => void }) {
  const set = (change: Partial<Settings>) => onChange({ ...settings, ...change });
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Textarea
          label="System prompt"
          autosize
          minRows={2}
          maxRows={8}
          value={settings.system}
          onChange={(event) => set({ system: event.currentTarget.value })}
        />
        <Switch
          label="Answer as a stream"
          checked={settings.stream}
          onChange={(event) => set({ stream: event.currentTarget.checked })}
        />
        <NumberInput
          label="Temperature"
          placeholder="As the model does"
          min={0}
          max={2}
          step={0.1}
          clampBehavior="none"
          value={settings.temperature}
          onChange={(value) => set({ temperature: typeof value === "number" ? value : "" })}
        />
        <NumberInput
          label="Most tokens of the answer"
          placeholder="The model's limit"
          min={1}
          allowDecimal={false}
          clampBehavior="none"
          value={settings.max_tokens}
          onChange={(value) => set({ max_tokens: typeof value === "number" ? value : "" })}
        />
        <NativeSelect
          label="Reasoning effort"
          data={EFFORT_CHOICES}
          value={settings.reasoning_effort}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            set({ reasoning_effort: EFFORTS.find((effort) => effort === chosen) ?? "" });
          }}
        />
        <JsonInput
          label="Tools"
          description="A JSON list of functions that the model may call."
          autosize
          minRows={2}
          maxRows={16}
          value={settings.tools}
          error={faultOfTools(settings.tools)}
          onChange={(tools) => set({ tools })}
        />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => set({ tools: EXAMPLE_TOOLS })}>
            Insert an example
          </Button>
          <Button size="xs" variant="default" disabled={settings.tools === ""} onClick={() => set({ tools: "" })}>
            Remove tools
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
