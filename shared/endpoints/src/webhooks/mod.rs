//! Webhooks: what teams register, and the delivery of what happens to them.

pub mod delivery;
pub mod managing;
