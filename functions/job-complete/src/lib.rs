//! `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.

platform::serve!(endpoints::job_complete::handle);
