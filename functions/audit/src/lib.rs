//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/maintenance/audit`: whether the books are right.

service::serve!(endpoints::operations::audit::handle);
