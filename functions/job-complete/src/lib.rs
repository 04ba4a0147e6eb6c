//! `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.

platform::serve!(endpoints::jobs::complete::handle);
