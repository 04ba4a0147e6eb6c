//! The handlers, generic over the platform, in rooms by what they are about.
//!
//! A handler reads its request, sends one statement to the database, calls a provider if the operation needs one, and
//! answers. All rooms use [`http`] and [`secrets`]; [`call`] makes an LLM call; the others serve the
//! routes. A room uses only rooms above it in this list, except where it says so.

pub mod http;

pub mod secrets;

pub mod call;
pub mod doors;
pub mod jobs;

pub mod credits;
pub mod organizations;
pub mod teams;

pub mod credentials;
pub mod models;
pub mod pricing;

pub mod operators;
pub mod reports;
pub mod webhooks;

pub mod operations;
