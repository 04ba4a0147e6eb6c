//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `GET /health/ready`: whether everything that requests need is available.

service::serve!(endpoints::operations::health_ready::handle, include!(concat!(env!("OUT_DIR"), "/built.rs")));
