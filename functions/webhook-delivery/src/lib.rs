//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/maintenance/deliver-webhooks`, and the same by the runtime's scheduler.

service::serve!(endpoints::webhooks::delivery::handle);
service::serve_schedule!(endpoints::webhooks::delivery::on_schedule);
