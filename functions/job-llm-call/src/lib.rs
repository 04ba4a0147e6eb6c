//! `POST /api/jobs/{job_id}/llm-call`: one call of a job, answered whole.

platform::serve!(endpoints::jobs::llm_call::handle);
