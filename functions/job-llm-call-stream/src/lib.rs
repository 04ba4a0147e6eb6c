//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /api/jobs/{job_id}/llm-call-stream`: one call of a job, answered as a stream.

service::serve!(endpoints::jobs::llm_call_stream::handle);
