//! The health of routes. A route is a model with a key for it.

use api_derive::Word;

/// What a failed attempt says about its route. A failure that lies in the request says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum RouteTrouble {
    /// It timed out, broke off, was overloaded, or answered in no form that can be read. This may pass soon.
    Failing,
    /// The provider does not have this model, or not for this key.
    Gone,
    /// The provider refuses the key, or its account is disabled or has no quota left.
    Account,
}
