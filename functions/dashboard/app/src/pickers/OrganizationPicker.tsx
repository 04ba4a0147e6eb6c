import { api, read } from "../api/client";
import { Picker, type PickerProps } from "./Picker";

/** Chooses an organization. */
export function OrganizationPicker(props: PickerProps) {
  return (
    <Picker
      placeholder="Any organization"
      {...props}
      queryKey={["organizations", "picker"]}
      find={async (search, signal) => {
        const params = { query: { search, limit: 50 } };
        const organizations = await read(api.GET("/api/organizations", { params, signal }));
        return organizations.map(({ organization_id, name }) => ({
          value: organization_id,
          label: name === organization_id ? name : `${name} · ${organization_id}`,
        }));
      }}
    />
  );
}
