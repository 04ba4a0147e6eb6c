//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `POST /v1/responses`: OpenAI's responses, whole and streamed, for clients that are made for OpenAI.

service::serve!(endpoints::doors::responses::handle);
