import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/error";
import { Failure } from "../states/Failure";

/** The end of a form: why it was refused, and its buttons. */
export function FormEnd({
  error,
  isSending,
  action,
  onCancel,
  onReload,
  disabled,
}: {
  error: Error | null;
  isSending: boolean;
  /** The button's words: `Save`, `Create team`. */
  action: string;
  onCancel?: () => void;
  /** Loads the form anew, once what is there now has been loaded. */
  onReload?: () => void;
  disabled?: boolean;
}) {
  const isStale = error instanceof ApiError && error.isStale;
  return (
    <Stack gap="sm" mt="md">
      {isStale && <Stale error={error} onReload={onReload} />}
      {error !== null && !isStale && <Failure error={error} />}
      <Group justify="flex-end">
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={isSending} disabled={disabled}>
          {action}
        </Button>
      </Group>
    </Stack>
  );
}

/** Says that somebody else has changed what a form shows. Nothing was overwritten. */
function Stale({ error, onReload }: { error: ApiError; onReload?: () => void }) {
  const queryClient = useQueryClient();
  return (
    <Alert color="yellow" variant="outline" role="alert" title="Somebody else has changed this in the meantime">
      <Text size="sm">{error.message} Your change was not saved.</Text>
      <Button size="xs" variant="default" mt="sm" onClick={() => void queryClient.invalidateQueries().then(onReload)}>
        Load what is there now
      </Button>
    </Alert>
  );
}
