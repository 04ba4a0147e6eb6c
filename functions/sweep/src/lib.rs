//! `POST /api/maintenance/sweep`, and the same by the runtime's scheduler.

platform::serve!(endpoints::sweep::handle);
platform::serve_schedule!(endpoints::sweep::on_schedule);
