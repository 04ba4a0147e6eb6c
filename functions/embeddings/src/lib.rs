//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /v1/embeddings`: OpenAI's embeddings, for clients that are made for OpenAI.

service::serve!(endpoints::doors::embeddings::handle);
