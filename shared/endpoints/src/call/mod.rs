//! One LLM call from its admission to its settlement.
//!
//! [`question`] is what it asks and what it is answered. [`request`] reads the request and has the call admitted, [`serving`] tries the routes within
//! [`time_limits`], [`end`] says how the call ended, and
//! [`settling`] settles it. [`kept_settlements`] keeps settlements that the database does not take. [`whole`] and [`streamed`]
//! combine these for the two kinds of answer.

pub mod answer;
pub mod attempt_costs;
pub mod end;
pub mod fault;
pub mod kept_settlements;
pub mod question;
pub mod request;
pub mod retry;
pub mod route_memory;
pub mod serving;
pub mod settling;
pub mod stream_channel;
pub mod stream_open;
pub mod stream_pump;
pub mod stream_replay;
pub mod streamed;
pub mod time_limits;
pub mod transcript;
pub mod whole;
