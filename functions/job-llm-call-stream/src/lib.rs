//! `POST /api/jobs/{job_id}/llm-call-stream`: one call of a job, answered as a stream.

platform::serve!(endpoints::jobs::llm_call_stream::handle);
