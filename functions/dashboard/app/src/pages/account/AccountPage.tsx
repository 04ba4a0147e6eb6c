import { Button, Modal, SimpleGrid, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, read, type Schemas } from "../../api/client";
import { Moment } from "../../figures/Moment";
import { Page } from "../../layout/Page";
import { Section } from "../../layout/Section";
import { Only } from "../../session/Only";
import { Loaded } from "../../states/Loaded";
import { ChangeOperator } from "../operators/ChangeOperator";
import { ROLES } from "../operators/roles";
import { ChangePassword } from "./ChangePassword";
import { Sessions } from "./Sessions";

/** One's own account: who one is, the password, and where one is signed in. */
export function AccountPage() {
  const me = useQuery({
    queryKey: ["account", "me"],
    queryFn: ({ signal }) => read(api.GET("/api/admin-users/me", { signal })),
  });
  return (
    <Page title="Account and sessions">
      <Loaded query={me}>
        {(own) => (
          <>
            <Own own={own} />
            <ChangePassword email={own.email} />
          </>
        )}
      </Loaded>
      <Sessions />
    </Page>
  );
}

function Own({ own }: { own: Schemas["AdminUser"] }) {
  const [isChanging, changing] = useDisclosure();
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Name", own.display_name],
    ["Email", own.email],
    ["Role", ROLES[own.role].label],
    ["Last signed in", <Moment key="last" at={own.last_login} />],
  ];
  return (
    <Section
      title="You"
      about={ROLES[own.role].about}
      actions={
        <Only role="owner">
          <Button variant="default" size="xs" onClick={changing.open}>
            Change name
          </Button>
        </Only>
      }
    >
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm" m={0}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text component="dd" m={0} style={{ overflowWrap: "anywhere" }}>
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <Modal opened={isChanging} onClose={changing.close} title="Change name">
        <ChangeOperator operator={own} onClose={changing.close} />
      </Modal>
    </Section>
  );
}
