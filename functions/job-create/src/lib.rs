//! `POST /api/jobs/create`: opens a job.

service::serve!(endpoints::jobs::create::handle);
