import {
  ActionIcon,
  AppShell,
  Avatar,
  Burger,
  Button,
  Group,
  Kbd,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { IconLogout, IconMoon, IconSearch, IconSun, IconSunMoon, IconUserCircle } from "@tabler/icons-react";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { session } from "../session/session";
import { isAtLeast, useOperator, useSession } from "../session/useSession";
import { AREAS } from "./areas";
import classes from "./Frame.module.css";
import { Palette } from "./Palette";

/** What surrounds every page of a signed-in operator. Others are asked to sign in, and come back to where they were. */
export function Frame() {
  const state = useSession();
  if (state.status === "unknown") return null;
  if (state.status === "signed-out") return <ToSignIn reason={state.reason === "none" ? undefined : state.reason} />;
  return <Shell />;
}

/** Leads to the sign-in, once: until its page is loaded, the address is its own already, and no place to come back to. */
function ToSignIn({ reason }: { reason: "ended" | "unreachable" | undefined }) {
  const navigate = useNavigate();
  const { href } = useLocation();
  const leave = useEffectEvent(() => {
    void navigate({ to: "/sign-in", search: { back: href === "/" ? undefined : href, reason }, replace: true });
  });
  useEffect(() => leave(), []);
  return null;
}

function Shell() {
  const [opened, { toggle, close }] = useDisclosure();
  const location = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes whenever the place changes.
  useEffect(close, [location.pathname]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Menu"
              aria-expanded={opened}
            />
            <Link to="/" className={classes.brand} aria-label="Tollgate: overview">
              <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={26} height={26} />
              <Text fw={700} component="span" visibleFrom="xs">
                Tollgate
              </Text>
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Button
              variant="default"
              onClick={spotlight.open}
              leftSection={<IconSearch aria-hidden size={16} />}
              rightSection={<Kbd size="xs">/</Kbd>}
              aria-keyshortcuts="/ Control+K"
              visibleFrom="xs"
            >
              Search
            </Button>
            <ActionIcon variant="default" size="lg" onClick={spotlight.open} aria-label="Search" hiddenFrom="xs">
              <IconSearch aria-hidden size={18} />
            </ActionIcon>
            <SchemeMenu />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Areas" component="nav">
        <ScrollArea type="scroll" scrollbars="y" scrollbarSize={6}>
          <Areas path={location.pathname} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.content}>
        <Outlet />
      </AppShell.Main>
      <Palette />
    </AppShell>
  );
}

function Areas({ path }: { path: string }) {
  const { role } = useOperator();
  return AREAS.map(({ title, areas }) => (
    <div key={title}>
      <Text size="xs" c="dimmed" fw={600} px="sm" pt="sm" pb={4}>
        {title}
      </Text>
      {areas
        .filter((area) => area.role === undefined || isAtLeast(role, area.role))
        .map((area) => {
          const active = area.to === "/" ? path === "/" : path === area.to || path.startsWith(`${area.to}/`);
          return (
            <NavLink
              key={area.to}
              component={Link}
              to={area.to}
              label={area.label}
              active={active}
              aria-current={active ? "page" : undefined}
              variant="light"
              className={classes.area}
              leftSection={<area.icon aria-hidden size={18} stroke={1.7} />}
            />
          );
        })}
    </div>
  ));
}

function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = colorScheme === "light" ? IconSun : colorScheme === "dark" ? IconMoon : IconSunMoon;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="Light or dark">
          <Icon aria-hidden size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSun aria-hidden size={16} />} onClick={() => setColorScheme("light")}>
          Light
        </Menu.Item>
        <Menu.Item leftSection={<IconMoon aria-hidden size={16} />} onClick={() => setColorScheme("dark")}>
          Dark
        </Menu.Item>
        <Menu.Item leftSection={<IconSunMoon aria-hidden size={16} />} onClick={() => setColorScheme("auto")}>
          As the system
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu() {
  const operator = useOperator();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="transparent" size="lg">
          <Avatar size={32} radius="xl" color="toll" name={operator.display_name} alt="" />
          {/* The initials that are seen are a part of the name that is heard. */}
          <VisuallyHidden> Account of {operator.display_name}</VisuallyHidden>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {operator.display_name} · {operator.role}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle aria-hidden size={16} />}>
          Account and sessions
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout aria-hidden size={16} />} onClick={() => void session.signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
