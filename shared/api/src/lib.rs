//! The HTTP contract as types: requests, responses, the error body, the route table, the functions. No I/O, no clock,
//! no runtime: everything here compiles and behaves the same everywhere.

pub mod access_groups;
pub mod admin_users;
pub mod answer;
pub mod api_docs;
pub mod calendar;
pub mod chat;
pub mod credits;
pub mod date_range;
pub mod error;
pub mod functions;
pub mod groups;
pub mod health;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod listing;
pub mod metrics;
pub mod model_groups;
pub mod models;
pub mod money;
pub mod organizations;
pub mod period;
pub mod plans;
pub mod prices;
pub mod provider;
pub mod provider_credentials;
pub mod rate;
pub mod reading;
pub mod resealing;
pub mod role;
pub mod routes;
#[cfg(feature = "schema")]
mod schema;
pub mod secret;
pub mod sign_in;
pub mod stats;
pub mod sweep;
pub mod teams;
pub mod timestamp;
pub mod usage;
pub mod webhook_deliveries;
pub mod webhooks;
pub mod words;
