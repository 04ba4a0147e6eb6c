//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `GET /openapi.json` and `GET /docs`: the description of the API, for programs and for people.

service::serve!(endpoints::operations::api_docs::handle, include!(concat!(env!("OUT_DIR"), "/built.rs")));
