//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! The front door: `GET /health`, `GET /`, and the way to every other function.

service::open_front_door!(endpoints::operations::front_door::FRONT_DOOR);
