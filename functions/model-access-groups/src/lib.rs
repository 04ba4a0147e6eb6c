//! `/api/model-access-groups/...`: which aliases are given to teams together.

service::serve!(endpoints::models::access_groups::handle);
