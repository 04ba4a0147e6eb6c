//! `/api/webhooks/...`: what teams are told of, and how that went.

service::serve!(endpoints::webhooks::managing::handle);
