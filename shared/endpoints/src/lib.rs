//! The handlers, generic over the platform, in rooms by what they are about.
//!
//! A handler reads its request, asks the database in one statement, calls a provider where there is one to call, and
//! answers. [`http`] and [`secrets`] are what all rooms build on, [`call`] is the way of one LLM call; the others serve the
//! routes. Arrows go down this list only: no room uses one below it, except where it says so.

pub mod http;

pub mod secrets;

pub mod call;
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
