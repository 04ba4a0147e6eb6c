/** @file Whether a group of models is in use: an access group or a model group. */

import type { Schemas } from "../../api/client";

export type GroupStatus = Schemas["GroupStatus"];

export const GROUP_STATUSES: readonly GroupStatus[] = ["active", "inactive"];

/** The states as selects offer them. */
export const GROUP_STATUS_OPTIONS = [
  { value: "active", label: "Active" },
  { value: "inactive", label: "Inactive" },
];
