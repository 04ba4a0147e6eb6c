//! What teams can call: aliases, and the groups that give them to teams.

pub mod access_groups;
pub mod aliases;
mod groups;
pub mod model_groups;
