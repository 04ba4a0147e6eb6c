//! `/api/webhooks/...`: what teams are told of, and how that went.

platform::serve!(endpoints::webhooks::managing::handle);
