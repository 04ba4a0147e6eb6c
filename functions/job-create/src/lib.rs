//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/jobs/create`: opens a job.

service::serve!(endpoints::jobs::create::handle);
