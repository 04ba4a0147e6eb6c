//! `/api/models/...`: aliases, and what they stand for.

service::serve!(endpoints::models::aliases::handle);
