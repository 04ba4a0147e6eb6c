//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/jobs/...` and `/api/calls/...`: jobs, their costs and their calls, as teams and operators read them.

service::serve!(endpoints::jobs::reading::handle);
