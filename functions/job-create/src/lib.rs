//! POST /api/jobs/create
