//! `POST /api/jobs/{job_id}/llm-call`: one call of a job, answered whole.

service::serve!(endpoints::jobs::llm_call::handle);
