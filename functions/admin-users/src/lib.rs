//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/admin-users/...`: operators, how they sign in, and what they did.

service::serve!(endpoints::operators::handle);
