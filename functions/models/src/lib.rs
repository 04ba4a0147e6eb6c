//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/models/...`: aliases and their models.

service::serve!(endpoints::models::aliases::handle);
