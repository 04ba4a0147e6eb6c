//! What every handler does with a request and an answer: finding the route, authenticating, reading bodies and queries
//! field by field, pages of lists, preconditions, and the one form of answers and errors.

pub mod admin_key;
pub mod caller;
pub mod client_address;
pub mod incoming;
pub mod listing;
pub mod outgoing;
pub mod precondition;
pub mod principal;
pub mod refusals;
pub mod revalidation;
