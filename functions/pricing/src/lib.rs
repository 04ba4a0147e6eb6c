//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.

service::serve!(endpoints::pricing::prices::handle);
