//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/v1/models`: what a key may call, for clients that are made for OpenAI.

service::serve!(endpoints::doors::models::handle);
