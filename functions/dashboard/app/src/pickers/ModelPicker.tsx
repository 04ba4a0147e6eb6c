import { api, read } from "../api/client";
import { Picker, type PickerProps } from "./Picker";

/** Chooses a model alias. */
export function ModelPicker(props: PickerProps) {
  return (
    <Picker
      placeholder="Any model"
      {...props}
      queryKey={["models", "picker"]}
      find={async (search, signal) => {
        const params = { query: { search, limit: 50 } };
        const models = await read(api.GET("/api/models", { params, signal }));
        return models.map(({ model_alias }) => ({ value: model_alias, label: model_alias }));
      }}
    />
  );
}
