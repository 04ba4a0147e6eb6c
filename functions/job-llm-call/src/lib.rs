//! `POST /api/jobs/{job_id}/llm-call`: one call of a job, answered whole.

platform::serve!(endpoints::job_llm_call::handle);
