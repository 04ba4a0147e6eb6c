import { Page } from "../../layout/Page";
import { ForRole } from "../../states/ForRole";
import { Loaded } from "../../states/Loaded";
import { AliasForm } from "./form/AliasForm";
import { type CatalogueModel, filledIn, NEW_ALIAS } from "./form/aliasValues";
import { useCatalogueModel } from "./form/useCatalogueModel";
import { newModelRoute } from "./routes";

/** Makes an alias; a link from the catalogue has chosen the model already. */
export function NewModelPage() {
  return (
    <ForRole role="admin" title="New alias">
      <NewModel />
    </ForRole>
  );
}

function NewModel() {
  const { provider = null, model = "" } = newModelRoute.useSearch();
  const entry = useCatalogueModel(provider, model);
  return (
    <Page
      title="New alias"
      about="A name by which teams call a provider's model, with its prices."
      above={[{ label: "Models", to: "/models" }]}
    >
      {provider === null || model === "" ? (
        <AliasForm initial={NEW_ALIAS} />
      ) : (
        <Loaded query={entry}>{(found) => <AliasForm initial={prefilled(found)} />}</Loaded>
      )}
    </Page>
  );
}

function prefilled(entry: CatalogueModel | null) {
  return entry === null ? NEW_ALIAS : { ...NEW_ALIAS, ...filledIn(entry, NEW_ALIAS, true) };
}
