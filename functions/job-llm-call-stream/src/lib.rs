//! `POST /api/jobs/{job_id}/llm-call-stream`: one call of a job, answered as a stream.

service::serve!(endpoints::jobs::llm_call_stream::handle);
