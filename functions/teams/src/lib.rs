//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/teams/...`: teams, what they may call and pay, and their virtual keys.

service::serve!(endpoints::teams::handle);
