//! `POST /api/maintenance/sweep`, and the same by the runtime's scheduler.

platform::serve!(endpoints::operations::sweep::handle);
platform::serve_schedule!(endpoints::operations::sweep::on_schedule);
