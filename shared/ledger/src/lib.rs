//! Jobs, credits, money, prices, plans and budget modes: pure rules, no I/O, no clock.
//!
//! The database enforces the same rules where all writers meet; what stands here prices a call before it is settled,
//! answers a client without waiting for the settlement, and is what tests compare the database with.

mod budget;
mod periods;
mod plans;
mod pricing;
mod states;

pub use budget::{BudgetMode, BudgetTerms};
pub use periods::{BillingPeriod, Period};
pub use plans::PricingPlan;
pub use pricing::{CallCost, PriceTier, Pricing};
pub use states::{CallStatus, HoldState, JobStatus};
