import { Alert, Badge, Button, Group, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowUp, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { count } from "../../figures/decimal";
import { Page } from "../../layout/Page";
import { TextLink } from "../../layout/TextLink";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { DataTable } from "../../tables/DataTable";
import type { List } from "../../tables/useList";
import { COLUMNS } from "./columns";
import { Filters } from "./Filters";
import type { LiveFilter } from "./filter";
import classes from "./LivePage.module.css";
import { type Call, KEPT } from "./tail";
import { type LiveTail, useTail } from "./useTail";

const route = getRouteApi("/frame/live");

/** Calls as they come, the newest first. */
export function LivePage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const [paused, setPaused] = useState(false);
  useHotkeys([["p", () => setPaused((before) => !before)]]);
  return (
    <Page
      title="Live"
      about={`Calls of all teams as they come, the newest first, at most ${count(KEPT)}. Open calls are settled in their place.`}
      actions={
        <Button
          variant="default"
          aria-keyshortcuts="p"
          leftSection={paused ? <IconPlayerPlay aria-hidden size={16} /> : <IconPlayerPause aria-hidden size={16} />}
          onClick={() => setPaused(!paused)}
        >
          {paused ? "Resume" : "Pause"}
        </Button>
      }
    >
      <Filters
        filter={filter}
        onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })}
      />
      <Calls key={JSON.stringify(filter)} filter={filter} paused={paused} />
    </Page>
  );
}

function Calls({ filter, paused }: { filter: LiveFilter; paused: boolean }) {
  const mayPlay = useMay("admin");
  const top = useRef<HTMLDivElement>(null);
  // Whether the reader sees the beginning of the list: what is put in above what they read would move it away.
  const seesTop = () => (top.current?.getBoundingClientRect().top ?? 0) >= 0;
  const tail = useTail(filter, paused, seesTop);
  const list: List<Call> = {
    // Where nothing could be loaded yet, that is said in place of an empty list.
    items: tail.isLoading || (tail.error !== null && tail.shown.length === 0) ? undefined : tail.shown,
    total: null,
    error: tail.error,
    isFetching: tail.isLoading,
    more: null,
    reload: tail.reload,
  };
  return (
    <div ref={top} className={classes.calls}>
      <State tail={tail} paused={paused} />
      <div role="status" className={classes.waiting}>
        {tail.waiting.length > 0 && (
          <Button
            radius="xl"
            leftSection={<IconArrowUp aria-hidden size={16} />}
            onClick={() => {
              tail.reveal();
              top.current?.scrollIntoView({ block: "start" });
            }}
          >
            {count(tail.waiting.length)} new {tail.waiting.length === 1 ? "call" : "calls"}
          </Button>
        )}
      </div>
      <DataTable
        caption="Calls, the newest first"
        withEnd={false}
        columns={COLUMNS}
        list={list}
        rowKey={(call) => call.call_id}
        empty={
          <Empty title={Object.values(filter).some((value) => value !== undefined) ? "No such calls" : "No calls yet"}>
            Calls appear here as soon as they are admitted.{" "}
            {mayPlay && (
              <TextLink to="/playground" inherit underline="always">
                Make one in the playground
              </TextLink>
            )}
          </Empty>
        }
      />
    </div>
  );
}

/** How the list is doing; those who cannot see it hear how many calls wait, not each of them. */
function State({ tail, paused }: { tail: LiveTail; paused: boolean }) {
  const open = tail.shown.filter(({ status }) => status === "admitted").length;
  return (
    <>
      <Group gap="sm" mb="sm" mih={26}>
        <Badge variant="default" tt="none" size="lg">
          {paused ? "Paused" : "Following"}
        </Badge>
        <Text size="sm" c="dimmed">
          {count(tail.shown.length)} {tail.shown.length === 1 ? "call" : "calls"} shown, of which {count(open)} open
        </Text>
      </Group>
      {tail.error !== null && !tail.isLoading && tail.shown.length > 0 && (
        <Alert color="yellow" variant="outline" mb="sm" role="alert" title="The list is not up to date">
          {tail.error.message} It is tried again every two seconds.
        </Alert>
      )}
      {tail.hasGap && (
        <Alert color="yellow" variant="outline" mb="sm" title="Some calls are left out">
          More have come than are loaded at once. Filters make the list follow fewer.
        </Alert>
      )}
    </>
  );
}
