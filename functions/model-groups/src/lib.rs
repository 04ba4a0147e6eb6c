//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/model-groups/...` and `/api/routes/health`: models that are called by one name, and how their routes are.

service::serve!(endpoints::models::model_groups::handle);
