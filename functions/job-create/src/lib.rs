//! `POST /api/jobs/create`: opens a job.

platform::serve!(endpoints::jobs::create::handle);
