//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/model-groups/...`: models in order of preference, called by one name.

service::serve!(endpoints::models::model_groups::handle);
