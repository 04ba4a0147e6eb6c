//! What calls cost, what jobs owe: pure rules, no I/O, no clock.
//!
//! Calls are priced here before they are settled, and an answer names its costs without waiting for the settlement; the credits
//! themselves move in the database. The rules that only the database applies (holds, pricing plans, periods) are
//! tested in `tests/books`, and so is that SQL and Rust agree where both have a rule.

mod budget;
mod pricing;

pub use budget::BudgetTerms;
pub use pricing::{CallCost, PriceTier, Pricing, ServiceTierPrices, TYPICAL_OUTPUT_TOKENS, TokenPrices};
