//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/provider-credentials/...`: the organizations' own keys.

service::serve!(endpoints::credentials::handle);
