//! `POST /api/jobs/create`: opens a job.

platform::serve!(endpoints::job_create::handle);
