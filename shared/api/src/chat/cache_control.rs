//! Where a prompt may be cached, by Anthropic's names: `{"type": "ephemeral", "ttl": "5m" | "1h"}`.
//!
//! Anthropic caches a prompt up to each place that a request marks (Anthropic "Prompt caching"). Other providers cache by
//! themselves: for them a mark is a hint that they do not need.

use api_derive::{Request, Word};

/// A mark: the prompt may be cached up to here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct CacheControl {
    /// How it is cached.
    pub r#type: CacheKind,
    /// For how long; the provider decides if absent.
    pub ttl: Option<CacheTtl>,
}

/// How a prompt is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum CacheKind {
    /// For a short time.
    Ephemeral,
}

/// For how long a prompt is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum CacheTtl {
    /// Five minutes since it was last read.
    #[word("5m")]
    FiveMinutes,
    /// An hour since it was last read.
    #[word("1h")]
    OneHour,
}

/// How long OpenAI keeps a cached prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum CacheRetention {
    /// Some minutes, in memory.
    InMemory,
    /// Up to a day.
    #[word("24h")]
    Day,
}
