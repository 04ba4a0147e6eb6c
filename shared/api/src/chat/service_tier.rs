//! Service tiers: at which speed, and at which prices, a provider served a call.

use api_derive::Word;

/// The service tier that a provider names in its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
#[word(postgres = "service_tier")]
pub enum ServiceTier {
    /// The ordinary one, at the ordinary prices.
    Standard,
    /// Slower and cheaper.
    Flex,
    /// Faster and dearer.
    Priority,
    /// Served in a batch.
    Batch,
    /// One that Tollgate does not know, or that is not paid for by the token.
    Other,
}

/// A service tier by OpenAI's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ChatServiceTier {
    /// The ordinary one.
    Default,
    /// Slower and cheaper.
    Flex,
    /// Faster and dearer.
    Priority,
}

impl ServiceTier {
    /// What clients see, if OpenAI has a name for it.
    #[must_use]
    pub const fn for_clients(self) -> Option<ChatServiceTier> {
        match self {
            Self::Standard => Some(ChatServiceTier::Default),
            Self::Flex => Some(ChatServiceTier::Flex),
            Self::Priority => Some(ChatServiceTier::Priority),
            Self::Batch | Self::Other => None,
        }
    }
}

/// The service tier that a client asks for, by OpenAI's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum RequestedTier {
    /// As the account's settings say.
    Auto,
    /// The ordinary one.
    Default,
    /// Slower and cheaper.
    Flex,
    /// Faster and dearer.
    Priority,
}

impl RequestedTier {
    /// Whether it has other prices than the ordinary one.
    #[must_use]
    pub const fn is_special(self) -> bool {
        matches!(self, Self::Flex | Self::Priority)
    }
}
