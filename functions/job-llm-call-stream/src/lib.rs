//! `POST /api/jobs/{job_id}/llm-call-stream`: one call of a job, answered as a stream.

platform::serve!(endpoints::job_llm_call_stream::handle);
