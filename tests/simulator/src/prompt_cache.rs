//! The caches of prompts that providers keep: which beginnings of prompts were sent lately.
//!
//! Anthropic caches up to each place that a request marks, and says what was written and what was read (Anthropic "Prompt
//! caching"). OpenAI, Gemini and Fireworks cache without marks and say what was read. Here they do so only in a conversation whose
//! last user message says `[[caching]]`, so that a test which sends a long prompt twice counts the same both times.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    answer::Usage,
    record::sha256_hex,
    tokens::{PER_IMAGE, count_tokens},
};

/// The shortest beginning that is cached, in tokens: that of most models.
const LEAST_TOKENS: u64 = 1_024;
/// How long a beginning is kept that is cached without a mark.
const UNMARKED: Duration = Duration::from_secs(300);

/// A place up to which a prompt may be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifetime {
    FiveMinutes,
    Hour,
}

impl Lifetime {
    const fn duration(self) -> Duration {
        match self {
            Self::FiveMinutes => Duration::from_secs(300),
            Self::Hour => Duration::from_secs(3_600),
        }
    }
}

/// A piece of a prompt, in the order in which the provider reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it says, without its mark.
    pub text: String,
    /// What it costs.
    pub tokens: u64,
    /// The mark after it.
    pub mark: Option<Lifetime>,
}

impl Piece {
    /// A piece of JSON: a block, or a tool.
    pub(crate) fn of(value: &Value) -> Self {
        let mut bare = value.clone();
        let mark = bare.as_object_mut().and_then(|object| object.remove("cache_control"));
        let mark = mark.filter(Value::is_object).map(|mark| match mark["ttl"].as_str() {
            Some("1h") => Lifetime::Hour,
            _ => Lifetime::FiveMinutes,
        });
        let tokens = match (bare["text"].as_str(), bare["type"].as_str()) {
            (Some(text), _) => count_tokens(text),
            (None, Some("image")) => PER_IMAGE,
            (None, _) => count_tokens(&bare.to_string()),
        };
        Self { text: bare.to_string(), tokens, mark }
    }
}

/// The pieces of several lists; a text in place of a list is one piece.
pub(crate) fn pieces_of(lists: &[&Value]) -> Vec<Piece> {
    let pieces = lists.iter().flat_map(|list| match list {
        Value::Array(items) => items.iter().map(Piece::of).collect(),
        Value::String(text) => vec![Piece { text: text.clone(), tokens: count_tokens(text), mark: None }],
        _ => Vec::new(),
    });
    pieces.collect()
}

/// What was sent lately, by the hash of its beginning.
#[derive(Debug, Default)]
pub(crate) struct PromptCache {
    known: Mutex<HashMap<String, Instant>>,
}

impl PromptCache {
    pub(crate) fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Reads and writes the cache for a prompt with marks, and adds what that was to its usage.
    pub(crate) fn marked(&self, owner: &str, pieces: &[Piece], usage: &mut Usage, now: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut hash, mut tokens) = (sha256_hex(owner.as_bytes()), 0);
        let mut marks = Vec::new();
        for piece in pieces {
            hash = sha256_hex(format!("{hash}{}", piece.text).as_bytes());
            tokens += piece.tokens;
            if let Some(lifetime) = piece.mark.filter(|_| tokens >= LEAST_TOKENS) {
                marks.push((hash.clone(), tokens.min(usage.prompt), lifetime));
            }
        }
        let is_known = |hash: &String| known.get(hash).is_some_and(|until| *until > now);
        let read = marks.iter().rev().find(|(hash, ..)| is_known(hash)).map_or(0, |(_, tokens, _)| *tokens);
        usage.cached = read;
        let mut written = read;
        for (_, tokens, lifetime) in &marks {
            let new = tokens.saturating_sub(written);
            written += new;
            match lifetime {
                Lifetime::FiveMinutes => usage.cache_write_5m += new,
                Lifetime::Hour => usage.cache_write_1h += new,
            }
        }
        for (hash, _, lifetime) in marks {
            known.insert(hash, now + lifetime.duration());
        }
    }

    /// The same for a provider that caches without marks, in steps of 128 tokens.
    pub(crate) fn unmarked(&self, owner: &str, pieces: &[Piece], usage: &mut Usage, now: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut hash, mut tokens) = (sha256_hex(owner.as_bytes()), 0);
        for piece in pieces {
            hash = sha256_hex(format!("{hash}{}", piece.text).as_bytes());
            tokens += piece.tokens;
            if tokens >= LEAST_TOKENS {
                if known.get(&hash).is_some_and(|until| *until > now) {
                    usage.cached = (tokens.min(usage.prompt) / 128) * 128;
                }
                known.insert(hash.clone(), now + UNMARKED);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn piece(tokens: usize, mark: &Value) -> Piece {
        Piece::of(&json!({"type": "text", "text": "abcd".repeat(tokens), "cache_control": mark}))
    }

    fn usage() -> Usage {
        Usage { prompt: 3_000, ..Usage::default() }
    }

    #[test]
    fn a_marked_beginning_is_written_once_and_then_read() {
        let cache = PromptCache::default();
        let now = Instant::now();
        let pieces = [
            piece(1_500, &json!({"type": "ephemeral", "ttl": "1h"})),
            piece(200, &json!({"type": "ephemeral"})),
            piece(7, &Value::Null),
        ];
        let (mut first, mut second, mut later) = (usage(), usage(), usage());
        cache.marked("key", &pieces, &mut first, now);
        assert_eq!((first.cached, first.cache_write_1h, first.cache_write_5m), (0, 1_500, 200));
        cache.marked("key", &pieces, &mut second, now);
        assert_eq!((second.cached, second.cache_write_1h, second.cache_write_5m), (1_700, 0, 0));
        // After ten minutes only what is kept for an hour is known.
        cache.marked("key", &pieces, &mut later, now + Duration::from_secs(600));
        assert_eq!((later.cached, later.cache_write_1h, later.cache_write_5m), (1_500, 0, 200));
    }

    #[test]
    fn a_short_beginning_and_anothers_cache_are_not_read() {
        let cache = PromptCache::default();
        let now = Instant::now();
        let (short, long) =
            ([piece(1_000, &json!({"type": "ephemeral"}))], [piece(1_500, &json!({"type": "ephemeral"}))]);
        for _ in 0..2 {
            let mut counted = usage();
            cache.marked("key", &short, &mut counted, now);
            assert_eq!(counted, usage());
        }
        cache.marked("key", &long, &mut usage(), now);
        let mut anothers = usage();
        cache.marked("other", &long, &mut anothers, now);
        assert_eq!(anothers.cached, 0);
    }

    #[test]
    fn a_provider_that_caches_by_itself_reads_in_steps() {
        let cache = PromptCache::default();
        let now = Instant::now();
        let pieces = [piece(1_500, &Value::Null), piece(7, &Value::Null)];
        let (mut first, mut second) = (usage(), usage());
        cache.unmarked("key", &pieces, &mut first, now);
        cache.unmarked("key", &[pieces[0].clone(), piece(9, &Value::Null)], &mut second, now);
        assert_eq!((first.cached, second.cached), (0, 1_408));
    }
}
