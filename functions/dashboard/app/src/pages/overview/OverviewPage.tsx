import { Button, SegmentedControl, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { api, read } from "../../api/client";
import { Page } from "../../layout/Page";
import { useMay } from "../../session/useSession";
import { Empty } from "../../states/Empty";
import { Attention } from "./Attention";
import { Charts } from "./Charts";
import { Credits } from "./Credits";
import { Leaders } from "./Leaders";
import { isPeriod, spanOf, USUAL } from "./period";
import { Tiles } from "./Tiles";

const route = getRouteApi("/frame/");

/** How the deployment does: what comes in and goes out, what needs attention, and who uses it most. */
export function OverviewPage() {
  const { period = USUAL } = route.useSearch();
  const navigate = useNavigate();
  const mayBegin = useMay("admin");
  const dashboard = useQuery({
    queryKey: ["dashboard"],
    queryFn: ({ signal }) => read(api.GET("/api/stats/dashboard", { signal })),
    refetchInterval: 60_000,
  });
  if (dashboard.data?.organizations === 0) {
    return (
      <Page title="Overview">
        <Empty
          title="There is no organization yet"
          action={
            mayBegin && (
              <Button component={Link} to="/first-steps">
                First steps
              </Button>
            )
          }
        >
          {mayBegin
            ? "A guide leads from nothing to a first call: an organization, a provider key, a model alias, a team with a virtual key."
            : "As soon as an admin has set one up, its calls and what they cost are shown here."}
        </Empty>
      </Page>
    );
  }
  const span = spanOf(period);
  return (
    <Page
      title="Overview"
      about="All organizations. Days are those of UTC."
      actions={
        <SegmentedControl
          aria-label="Period"
          value={period}
          onChange={(value) => {
            if (isPeriod(value)) void navigate({ to: "/", search: { period: value === USUAL ? undefined : value } });
          }}
          data={[
            { value: "today", label: "Today" },
            { value: "7d", label: "7 days" },
            { value: "30d", label: "30 days" },
          ]}
        />
      }
    >
      <Stack gap="lg">
        <Tiles span={span} />
        <Attention />
        <Charts span={span} />
        <Leaders span={span} />
        <Credits dashboard={dashboard} />
      </Stack>
    </Page>
  );
}
