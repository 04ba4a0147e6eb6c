//! What was used, and what it cost: for a team itself, and for operators.

pub mod stats;
pub mod team_usage;
