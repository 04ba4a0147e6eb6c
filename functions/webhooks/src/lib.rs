//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/webhooks/...`: the webhooks of teams, and the messages that were sent to them.

service::serve!(endpoints::webhooks::managing::handle);
