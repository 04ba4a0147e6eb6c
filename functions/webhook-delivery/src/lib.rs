//! `POST /api/maintenance/deliver-webhooks`, and the same by the runtime's scheduler.

platform::serve!(endpoints::webhook_delivery::handle);
platform::serve_schedule!(endpoints::webhook_delivery::on_schedule);
