//! `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.

service::serve!(endpoints::jobs::complete::handle);
