//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `GET /metrics`: counters for operators, in the text format of Prometheus.

service::serve!(endpoints::operations::metrics::handle);
