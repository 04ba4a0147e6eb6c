//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/organizations/...`: the customers that teams belong to.

service::serve!(endpoints::organizations::handle);
