//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.

service::serve!(endpoints::jobs::complete::handle);
