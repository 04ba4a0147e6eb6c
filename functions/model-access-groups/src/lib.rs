//! `/api/model-access-groups/...`: which aliases are given to teams together.

platform::serve!(endpoints::models::access_groups::handle);
