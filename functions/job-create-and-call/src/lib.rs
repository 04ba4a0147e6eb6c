//! `POST /api/jobs/create-and-call`: opens a job, makes its one call, completes it.

service::serve!(endpoints::jobs::create_and_call::handle);
