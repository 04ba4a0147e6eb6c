import type { Schemas } from "../../api/client";
import { useEdition } from "../../forms/useEdition";
import { Page } from "../../layout/Page";
import { ForRole } from "../../states/ForRole";
import { Loaded } from "../../states/Loaded";
import { AliasForm } from "./form/AliasForm";
import { editModelRoute } from "./routes";
import { useModel } from "./useModel";

/** Changes an alias. */
export function EditModelPage() {
  const { alias } = editModelRoute.useParams();
  return (
    <ForRole role="admin" title={alias}>
      <EditModel alias={alias} />
    </ForRole>
  );
}

function EditModel({ alias }: { alias: string }) {
  const model = useModel(alias);
  return (
    <Page
      title={`Change ${alias}`}
      above={[
        { label: "Models", to: "/models" },
        { label: alias, to: `/models/${encodeURIComponent(alias)}` },
      ]}
    >
      <Loaded query={model}>{(current) => <Edited current={current} />}</Loaded>
    </Page>
  );
}

function Edited({ current }: { current: Schemas["Model"] }) {
  const edition = useEdition(current);
  return <AliasForm key={edition.key} edited={edition} />;
}
