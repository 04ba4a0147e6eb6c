//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/model-access-groups/...`: which aliases are given to teams together.

service::serve!(endpoints::models::access_groups::handle);
