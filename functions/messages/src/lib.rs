//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /v1/messages`: Anthropic's messages, whole and streamed, and their tokens, for clients that are made for Anthropic.

service::serve!(endpoints::doors::messages::handle);
