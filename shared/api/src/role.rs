//! What operators may do, in three steps.

use api_derive::Word;

/// An operator's role, in order of power. The permission table is the route table: each route of the operators' API
/// names the least role that it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "admin_role")]
pub enum Role {
    /// Reads.
    User,
    /// Changes organizations, teams, models, keys and money, and manages operators of the role `user`.
    Admin,
    /// Everything, other operators included.
    Owner,
}
