//! `/api/admin-users/...`: operators, how they sign in, and what they did.

service::serve!(endpoints::operators::handle);
