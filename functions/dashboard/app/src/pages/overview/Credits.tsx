import { Anchor, SimpleGrid, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { Tile } from "../../charts/Tile";
import { Count } from "../../figures/Count";
import { Loaded } from "../../states/Loaded";

/** What all teams together have of credits, and how many there are of what. */
export function Credits({ dashboard }: { dashboard: UseQueryResult<Schemas["Dashboard"]> }) {
  return (
    <section aria-labelledby="credits">
      <Title order={2} size="h4" mb="sm" id="credits">
        Credits of all teams
      </Title>
      <Loaded query={dashboard} lines={2}>
        {(all) => (
          <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm" m={0}>
            <Tile
              label="Remaining"
              note={
                <>
                  of <Count value={all.totalCredits} /> ever given
                </>
              }
            >
              <Count value={all.creditsRemaining} />
            </Tile>
            <Tile label="Used" note="refunds taken off">
              <Count value={all.creditsUsed} />
            </Tile>
            <Tile
              label="Held"
              note={
                <>
                  for calls and jobs in progress, of which <Count value={all.openJobs} />{" "}
                  {all.openJobs === 1 ? "job is" : "jobs are"} open
                </>
              }
            >
              <Count value={all.creditsHeld} />
            </Tile>
            <Tile
              label="Teams"
              note={
                <>
                  in{" "}
                  <Anchor component={Link} to="/organizations" inherit>
                    <Count value={all.organizations} /> active{" "}
                    {all.organizations === 1 ? "organization" : "organizations"}
                  </Anchor>
                </>
              }
            >
              <Anchor component={Link} to="/teams" inherit>
                <Count value={all.teams} />
              </Anchor>
            </Tile>
          </SimpleGrid>
        )}
      </Loaded>
    </section>
  );
}
