//! `/api/jobs/...`: opening a job, calling in it, closing it, and reading it.

pub mod complete;
pub mod create;
pub mod create_and_call;
pub mod create_and_call_stream;
pub mod llm_call;
pub mod llm_call_stream;
pub mod reading;
