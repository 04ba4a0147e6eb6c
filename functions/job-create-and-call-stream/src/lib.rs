//! `POST /api/jobs/create-and-call-stream`: opens a job, makes its one call as a stream, completes it.

service::serve!(endpoints::jobs::create_and_call_stream::handle);
