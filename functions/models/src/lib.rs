//! `/api/models/...`: aliases, and what they stand for.

platform::serve!(endpoints::models::aliases::handle);
