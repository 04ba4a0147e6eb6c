//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/maintenance/sweep`, and the same by the runtime's scheduler.

service::serve!(endpoints::operations::sweep::handle);
service::serve_schedule!(endpoints::operations::sweep::on_schedule);
