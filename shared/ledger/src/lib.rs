//! What calls cost, what jobs owe, and the statuses of both: pure rules, no I/O, no clock.
//!
//! Calls are priced here before they are settled, and an answer names its costs without waiting for the settlement; the credits
//! themselves move in the database. The rules that only the database applies (holds, pricing plans, periods) are
//! tested in `tests/books`, and so is that SQL and Rust agree where both have a rule.

mod budget;
mod pricing;
mod states;

pub use budget::{BudgetMode, BudgetTerms};
pub use pricing::{CallCost, PriceTier, Pricing};
pub use states::{CallStatus, JobStatus};
