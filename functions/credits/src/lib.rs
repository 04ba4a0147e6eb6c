//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `/api/credits/...`: balances, the ledger, and what operators do to them.

service::serve!(endpoints::credits::handle);
