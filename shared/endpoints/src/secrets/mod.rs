//! What a deployment keeps secret, what is made at random, and the addresses that secrets may be sent to.

pub mod deployment;
pub mod new_ids;
pub mod new_keys;
pub mod provider_address;
pub mod public_network;
pub mod resealing;
pub mod sealing;
pub mod webhook_address;
