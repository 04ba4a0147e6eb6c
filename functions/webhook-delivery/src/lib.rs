//! `POST /api/maintenance/deliver-webhooks`, and the same by the runtime's scheduler.

platform::serve!(endpoints::webhooks::delivery::handle);
platform::serve_schedule!(endpoints::webhooks::delivery::on_schedule);
