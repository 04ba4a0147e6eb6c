//! The handlers: one module per function, generic over the platform.
//!
//! A handler reads its request, asks the database in one statement, calls a provider where there is one to call, and
//! answers. What all calls have in common, the way of one call, is in
//! [`call`], [`serving`] and [`settling`]; [`whole_call`] and [`streamed_call`] put it together.

pub mod access_groups;
pub mod admin_users;
pub mod api_docs;
pub mod call;
pub mod client;
pub mod credits;
pub mod date_range;
pub mod deployment;
pub mod fault;
pub mod fields;
pub mod front_door;
pub mod groups;
pub mod health_ready;
pub mod incoming;
pub mod job_complete;
pub mod job_create;
pub mod job_create_and_call;
pub mod job_create_and_call_stream;
pub mod job_llm_call;
pub mod job_llm_call_stream;
pub mod jobs;
pub mod listing;
pub mod metadata;
pub mod metrics;
pub mod model_groups;
pub mod models;
pub mod new_ids;
pub mod new_keys;
#[cfg(feature = "noting")]
pub mod noted;
pub mod organizations;
pub mod outgoing;
pub mod page;
pub mod pricing;
pub mod pricing_plans;
pub mod principal;
pub mod provider_address;
pub mod provider_credentials;
pub mod provider_name;
pub mod refusals;
pub mod retry;
pub mod sealing;
pub mod serving;
pub mod settling;
pub mod stats;
pub mod stream_channel;
pub mod stream_open;
pub mod stream_pump;
pub mod stream_replay;
pub mod streamed_call;
pub mod sweep;
pub mod team_usage;
pub mod teams;
pub mod transcript;
mod usage_period;
pub mod webhook_address;
pub mod webhook_delivery;
pub mod webhooks;
pub mod whole_call;
