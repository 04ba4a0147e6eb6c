//! `/api/admin-users/...`: operators, how they sign in, and what they did.

platform::serve!(endpoints::operators::handle);
