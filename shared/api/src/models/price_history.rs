//! The prices of an alias over time, as the audit log has them.

use serde::{Deserialize, Serialize};

use crate::admin_users::Email;
use crate::models::Prices;
use crate::timestamp::Timestamp;

/// A change of an alias's prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PriceChange {
    /// When it was made, RFC 3339. Calls that were admitted earlier keep the prices that they were admitted with.
    pub changed_at: Timestamp,
    /// The operator who made it. Null where it was made with the admin key, and for the role `user`, which does not read the audit log.
    pub changed_by: Option<Email>,
    /// The prices before, USD per million tokens; null: the alias was made.
    pub before: Option<Prices>,
    /// The prices from then on, USD per million tokens; null: the alias was removed.
    pub after: Option<Prices>,
}
