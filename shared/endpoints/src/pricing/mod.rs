//! `/api/pricing/...`: what providers charge for models, and the plans by which clients pay for jobs.

mod plans;
pub mod prices;
