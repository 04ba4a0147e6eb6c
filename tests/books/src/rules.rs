//! The rules about money that only the database applies, in Rust: what the SQL functions are compared with.

mod holds;
mod periods;
mod plans;

pub use self::holds::{credits_to_hold, flat};
pub use self::periods::{Period, period_containing};
pub use self::plans::PricingPlan;
