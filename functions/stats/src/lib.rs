//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! Statistics for operators: what was used, by whom and for what, and what it cost and brought in.

service::serve!(endpoints::reports::stats::handle);
