import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";

/** A page: its heading, which is also the window's title, what can be done here, and the content. */
export function Page({
  title,
  about,
  actions,
  above,
  children,
}: {
  title: string;
  /** One sentence that says what this is. */
  about?: ReactNode;
  actions?: ReactNode;
  /** The pages above this one. */
  above?: readonly { label: string; to: string }[];
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Tollgate`;
  }, [title]);
  return (
    <Stack gap="lg" maw={1440} mx="auto">
      <div>
        {above && (
          <Breadcrumbs
            mb={6}
            aria-label="Above this page"
            styles={{ root: { flexWrap: "wrap" }, breadcrumb: { whiteSpace: "normal", overflowWrap: "anywhere" } }}
          >
            {above.map(({ label, to }) => (
              <Anchor key={to} component={Link} to={to} size="sm">
                {label}
              </Anchor>
            ))}
          </Breadcrumbs>
        )}
        <Group justify="space-between" align="start" gap="sm">
          <div style={{ flex: "1 1 20rem", minWidth: 0 }}>
            <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
              {title}
            </Title>
            {about && (
              <Text c="dimmed" size="sm" mt={4} component="div">
                {about}
              </Text>
            )}
          </div>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </div>
      {children}
    </Stack>
  );
}
