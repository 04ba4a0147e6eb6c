import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { ApiError } from "../api/error";

/** Why something could not be shown or done, in the API's own words. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const known = error instanceof ApiError ? error : null;
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} role="alert" title={title(known)}>
      <Text size="sm">{known?.message ?? (error instanceof Error ? error.message : "Something went wrong.")}</Text>
      {known?.requestId && (
        <Text size="xs" c="dimmed" mt={4}>
          Request {known.requestId}
        </Text>
      )}
      {retry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}

function title(error: ApiError | null): string {
  if (error === null) return "This page has a fault";
  if (error.status === 404) return "Not found";
  if (error.status === 403) return "Not allowed";
  return error.isPassing ? "This did not work, and may work later" : "This was refused";
}
