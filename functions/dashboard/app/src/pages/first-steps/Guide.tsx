import { Stack } from "@mantine/core";
import { useState } from "react";
import { TextLink } from "../../layout/TextLink";
import { providerName } from "../models/providers";
import { AliasStep } from "./AliasStep";
import { CallStep } from "./CallStep";
import { OrganizationStep } from "./OrganizationStep";
import { ProviderKeyStep } from "./ProviderKeyStep";
import { type Facts, nextStep, type Progress, STEPS, type StepName, usableAliases } from "./progress";
import type { FirstStepsSearch } from "./routes";
import { Step, type StepState } from "./Step";
import { TeamStep } from "./TeamStep";
import { KeyInHand, VirtualKeyStep } from "./VirtualKeyStep";
import { WhatNext } from "./WhatNext";

/** Where a step is among the others, and whether it is done again. */
type Place = { number: number; state: StepState; isRedone: boolean; onRedo: (isRedone: boolean) => void };

/** The steps, each as far as it is. */
export function Guide({
  facts,
  progress,
  virtualKey,
  hasCalled,
  onChoose,
  onKey,
  onCalled,
}: {
  facts: Facts;
  progress: Progress;
  /** The team's key, if it is in hand. */
  virtualKey: string | null;
  hasCalled: boolean;
  /** Goes on with what was made or chosen. */
  onChoose: (choice: FirstStepsSearch) => void;
  onKey: (team: string, key: string) => void;
  /** A call was made here, and answered. */
  onCalled: (team: string) => void;
}) {
  const { organization, key, alias, team } = progress;
  const now = nextStep(progress, virtualKey !== null, hasCalled);
  const [redone, setRedone] = useState<StepName | null>(null);
  const at = (name: StepName): Place => {
    const place = STEPS.indexOf(name);
    const reached = now === null ? STEPS.length : STEPS.indexOf(now);
    // What comes after a step that is done again waits for it.
    const waits = redone !== null && place > STEPS.indexOf(redone);
    return {
      number: place + 1,
      state: place < reached ? "done" : place === reached && !waits ? "now" : "later",
      isRedone: redone === name,
      onRedo: (isRedone) => setRedone(isRedone ? name : null),
    };
  };
  return (
    <>
      <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
        <Step
          {...at("organization")}
          title="Organization"
          summary={
            organization && (
              <TextLink to="/organizations/$organizationId" params={{ organizationId: organization.organization_id }}>
                {organization.name}
              </TextLink>
            )
          }
          again="Another one"
          form={(leave) => (
            <OrganizationStep
              onChoose={(organization_id) => {
                onChoose({ organization_id, team_id: undefined, model_alias: undefined });
                leave();
              }}
            />
          )}
        />
        <Step
          {...at("provider-key")}
          title="Provider key"
          summary={
            key && (
              <>
                {providerName(key.provider)}:{" "}
                <TextLink
                  to="/provider-keys/$credentialId"
                  params={{ credentialId: key.credential_id }}
                  underline="always"
                >
                  {key.credential_name}
                </TextLink>
              </>
            )
          }
          again="Another one"
          form={(leave) =>
            organization && <ProviderKeyStep organizationId={organization.organization_id} onDone={leave} />
          }
        />
        <Step
          {...at("alias")}
          title="Model alias"
          summary={
            alias && (
              <>
                <TextLink to="/models/$alias" params={{ alias: alias.model_alias }} underline="always">
                  {alias.model_alias}
                </TextLink>{" "}
                stands for {alias.actual_model}
              </>
            )
          }
          again="Another one"
          form={(leave) =>
            key && (
              <AliasStep
                key={key.provider}
                provider={key.provider}
                aliases={usableAliases(facts).map(({ model_alias }) => model_alias)}
                onChoose={(model_alias) => {
                  onChoose({ model_alias });
                  leave();
                }}
              />
            )
          }
        />
        <Step
          {...at("team")}
          title="Team"
          summary={
            team && (
              <TextLink to="/teams/$teamId" params={{ teamId: team.team_id }}>
                {team.team_alias ?? team.team_id}
              </TextLink>
            )
          }
          again="Another one"
          form={(leave) =>
            organization &&
            alias?.access_groups[0] !== undefined && (
              <TeamStep
                organizationId={organization.organization_id}
                accessGroup={alias.access_groups[0]}
                onDone={(made) => {
                  if (made.virtual_key !== null) onKey(made.team_id, made.virtual_key);
                  onChoose({ team_id: made.team_id, model_alias: alias.model_alias });
                  leave();
                }}
              />
            )
          }
        />
        <Step
          {...at("virtual-key")}
          title="Virtual key"
          summary={virtualKey === null ? (team?.virtual_key ?? "made") : "In hand, for the call below"}
          result={virtualKey !== null && <KeyInHand virtualKey={virtualKey} />}
          again="Another one"
          form={(leave) =>
            team && (
              <VirtualKeyStep
                teamId={team.team_id}
                hint={team.virtual_key}
                onKey={(made) => {
                  onKey(team.team_id, made);
                  leave();
                }}
              />
            )
          }
        />
        <CallOf progress={progress} virtualKey={virtualKey} onCalled={onCalled} {...at("call")} />
      </Stack>
      {now === null && organization !== null && team !== null && (
        <WhatNext organizationId={organization.organization_id} teamId={team.team_id} />
      )}
    </>
  );
}

/** The last step stays open once it is done: its answer is what it was all for. */
function CallOf({
  progress: { alias, team },
  virtualKey,
  onCalled,
  ...place
}: {
  progress: Progress;
  virtualKey: string | null;
  onCalled: (team: string) => void;
} & Place) {
  const canCall = alias !== null && team !== null && virtualKey !== null;
  return (
    <Step
      {...place}
      title="First call"
      stays={canCall}
      summary={canCall ? null : "The team has made calls. To make one from here, take a virtual key in hand above."}
      form={() =>
        canCall && (
          <CallStep
            team={team.team_id}
            alias={alias.model_alias}
            virtualKey={virtualKey}
            onCalled={() => onCalled(team.team_id)}
          />
        )
      }
    />
  );
}
