import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, read } from "../../api/client";
import { Page } from "../../layout/Page";
import { ForRole } from "../../states/ForRole";
import { Loaded } from "../../states/Loaded";
import { Guide } from "./Guide";
import { type Facts, progressOf } from "./progress";
import { useFacts } from "./useProgress";

const route = getRouteApi("/frame/first-steps");

const TITLE = "First steps";

/** A guide from nothing to a paid call of one's own organization. What is done is recognised, so it can be left at any time. */
export function FirstStepsPage() {
  return (
    <ForRole role="admin" title={TITLE}>
      <Page
        title={TITLE}
        about="From nothing to a paid call of an organization of yours. You can leave at any time: what is done stays done."
      >
        <Stack maw={820} gap="lg">
          <Steps />
        </Stack>
      </Page>
    </ForRole>
  );
}

function Steps() {
  const { organization_id } = route.useSearch();
  const facts = useFacts(organization_id);
  return <Loaded query={facts}>{(found) => <Found facts={found} />}</Loaded>;
}

/** The key in hand is of one team. It is in memory only, and gone with the page. */
type InHand = { team: string; key: string };

function Found({ facts }: { facts: Facts }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [inHand, setInHand] = useState<InHand | null>(null);
  // The team whose call was answered here. Its job is in the lists a moment later, once the call is settled.
  const [called, setCalled] = useState<string | null>(null);
  const progress = progressOf(facts, search);
  const teamId = progress.team?.team_id;
  const jobs = useQuery({
    queryKey: ["jobs", "first-steps", teamId],
    enabled: teamId !== undefined,
    queryFn: async ({ signal }) => {
      const params = { path: { team_id: teamId ?? "" }, query: { status: "completed", limit: 1 } as const };
      return (await read(api.GET("/api/teams/{team_id}/jobs", { params, signal }))).total;
    },
  });
  return (
    <Guide
      facts={facts}
      progress={progress}
      virtualKey={inHand !== null && inHand.team === teamId ? inHand.key : null}
      hasCalled={called === teamId || (jobs.data ?? 0) > 0}
      onChoose={(choice) => void navigate({ search: (before) => ({ ...before, ...choice }), replace: true })}
      onKey={(team, key) => setInHand({ team, key })}
      onCalled={setCalled}
    />
  );
}
