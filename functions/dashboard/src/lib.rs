//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `GET /dashboard/`: the operators' dashboard, an app that runs in a browser, and the files that it is made of.

service::serve!(endpoints::operations::dashboard::handle, include!(concat!(env!("OUT_DIR"), "/built.rs")));
