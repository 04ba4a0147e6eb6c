//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/jobs/create-and-call-stream`: opens a job, makes its one call as a stream, completes it.

service::serve!(endpoints::jobs::create_and_call_stream::handle);
