//! `/api/model-access-groups/...`: which aliases are given to teams together.

platform::serve!(endpoints::access_groups::handle);
