import { Alert, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import { refusal } from "../../api/error";
import { Moment } from "../../figures/Moment";
import { State } from "../../figures/State";
import { Section } from "../../layout/Section";
import { Loaded } from "../../states/Loaded";
import { checksInWords, checksOf } from "./checks";

/** How often it is asked again while the page is open, in milliseconds. */
const REFETCH_MS = 30_000;

/** Whether everything is there that requests need, check by check. A deployment that is not ready says why. */
export function Readiness() {
  const readiness = useQuery({
    queryKey: ["system", "readiness"],
    refetchInterval: REFETCH_MS,
    queryFn: async ({ signal }) => {
      const { data, error, response } = await api.GET("/health/ready", { signal });
      const checks = data?.checks ?? checksOf(error);
      if (checks === null) throw refusal(response, error);
      const version = data?.version ?? (await api.GET("/health", { signal })).data?.version ?? null;
      return { isReady: response.ok, version, checks, at: new Date().toISOString() };
    },
  });
  return (
    <Section
      title="Readiness"
      about={
        readiness.data && (
          <>
            {readiness.data.version !== null && <>Version {readiness.data.version}. </>}
            Asked at <Moment at={readiness.data.at} />.
          </>
        )
      }
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh aria-hidden size={14} />}
          loading={readiness.isFetching}
          onClick={() => void readiness.refetch()}
        >
          Check again
        </Button>
      }
    >
      <Loaded query={readiness}>
        {({ isReady, checks }) => (
          <Stack gap="sm">
            {!isReady && (
              <Alert color="red" variant="outline" role="alert" title="Not ready">
                Something that requests need is not there.
              </Alert>
            )}
            <Table.ScrollContainer minWidth={0} type="native">
              <Table verticalSpacing="xs" horizontalSpacing={0} aria-label="Checks of readiness">
                <Table.Tbody>
                  {checksInWords(checks).map(({ name, kind, state, about }) => (
                    <Table.Tr key={name}>
                      <Table.Th scope="row" w={130} fw={500} pr="sm">
                        {name}
                      </Table.Th>
                      <Table.Td>
                        <Group gap="sm">
                          <State kind={kind}>{state}</State>
                          <Text size="sm" c="dimmed">
                            {about}
                          </Text>
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
