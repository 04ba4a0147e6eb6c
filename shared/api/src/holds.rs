//! Holds: credits that are set aside for a call or a job until it ends.

use api_derive::Word;

/// The state of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "hold_state")]
pub enum HoldState {
    /// The credits are set aside.
    Held,
    /// What was used is charged, and the rest is available again.
    Settled,
    /// Nothing is charged.
    Released,
    /// The end of the call or job was not reported in time; nothing is charged.
    Expired,
}
