import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read, type Schemas } from "../../api/client";
import { confirm } from "../../dialogs/confirm";
import { ButtonLink } from "../../layout/ButtonLink";
import { Page } from "../../layout/Page";
import { Section } from "../../layout/Section";
import { Only } from "../../session/Only";
import { Loaded } from "../../states/Loaded";
import { ModelFacts } from "./ModelFacts";
import { ModelUsage } from "./ModelUsage";
import { PriceHistory } from "./prices/PriceHistory";
import { PriceTable } from "./prices/PriceTable";
import { modelRoute } from "./routes";
import { TeamLinks } from "./TeamLinks";
import { useModel } from "./useModel";

type Model = Schemas["Model"];

/** One alias: what it stands for, its prices now and before, who uses it and how much. */
export function ModelPage() {
  const { alias } = modelRoute.useParams();
  const model = useModel(alias);
  return (
    <Page
      title={alias}
      about={model.data && model.data.display_name !== alias ? model.data.display_name : undefined}
      above={[{ label: "Models", to: "/models" }]}
      actions={
        <Only role="admin">
          <ButtonLink to="/models/$alias/edit" params={{ alias }} leftSection={<IconPencil aria-hidden size={16} />}>
            Change
          </ButtonLink>
        </Only>
      }
    >
      <Loaded query={model}>{(current) => <Parts model={current} />}</Loaded>
    </Page>
  );
}

function Parts({ model }: { model: Model }) {
  return (
    <>
      {model.status !== "active" && (
        <Alert variant="outline" color="yellow" icon={<IconAlertTriangle aria-hidden />}>
          {model.status === "inactive"
            ? "This alias is inactive: nobody can call it."
            : "This alias is deprecated. It can still be called."}
        </Alert>
      )}
      <ModelFacts model={model} />
      <Section
        title="Prices"
        about={
          model.prices_are_catalogues
            ? "The catalogue's, with all their digits."
            : "Prices of its own, with all their digits."
        }
      >
        <PriceTable prices={model} kind={model.kind} />
      </Section>
      <ModelUsage alias={model.model_alias} />
      <PriceHistory alias={model.model_alias} kind={model.kind} />
      <Section title="Teams that may call it" about="By an access group, or by a model group that it is a member of.">
        <TeamLinks teams={model.teams_using} total={model.teams_using_count} none="No team may call it yet." />
      </Section>
      <Only role="admin">
        <Removal model={model} />
      </Only>
    </>
  );
}

function Removal({ model }: { model: Model }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const alias = model.model_alias;
  const remove = async () => {
    await read(api.DELETE("/api/models/{alias}", { params: { path: { alias } } }));
    await navigate({ to: "/models" });
    queryClient.removeQueries({ queryKey: ["models", alias] });
    await queryClient.invalidateQueries();
  };
  return (
    <Section
      title="Delete this alias"
      about="Calls by this name fail from then on. What it was used for stays in the reports."
    >
      <Button
        variant="outline"
        color="red"
        w="fit-content"
        leftSection={<IconTrash aria-hidden size={16} />}
        onClick={() =>
          confirm({
            title: "Delete this alias?",
            children: (
              <Text size="sm">
                {model.teams_using_count === 0
                  ? "No team may call it now."
                  : `${model.teams_using_count} ${model.teams_using_count === 1 ? "team" : "teams"} may call it now.`}{" "}
                It cannot be brought back.
              </Text>
            ),
            action: "Delete alias",
            name: alias,
            onConfirm: remove,
          })
        }
      >
        Delete alias
      </Button>
    </Section>
  );
}
