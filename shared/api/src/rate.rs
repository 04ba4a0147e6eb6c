//! Limits of requests and tokens a minute, and the headers that say what is left of them.

use serde::{Deserialize, Serialize};

use crate::timestamp::rfc3339;

/// A team's limits, as far as it has any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimits {
    /// Requests a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<RateLimit>,
    /// Tokens a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<RateLimit>,
}

/// A limit that fills up evenly, to as much as a minute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimit {
    /// How much a minute has.
    pub limit: u64,
    /// How much is left.
    pub remaining: u64,
    /// How long until the bucket is full again, in milliseconds.
    pub reset_ms: u64,
}

impl RateLimits {
    /// The headers of Anthropic's API (Anthropic "Rate limits: Response headers"). `now_ms` is in milliseconds since 1970.
    #[must_use]
    pub fn anthropic_headers(&self, now_ms: u64) -> Vec<(&'static str, String)> {
        let named = [
            (
                self.requests,
                [
                    "anthropic-ratelimit-requests-limit",
                    "anthropic-ratelimit-requests-remaining",
                    "anthropic-ratelimit-requests-reset",
                ],
            ),
            (
                self.tokens,
                [
                    "anthropic-ratelimit-tokens-limit",
                    "anthropic-ratelimit-tokens-remaining",
                    "anthropic-ratelimit-tokens-reset",
                ],
            ),
        ];
        let limits = named.into_iter().filter_map(|(limit, names)| Some((limit?, names)));
        let headers = limits.flat_map(|(limit, [limit_name, remaining_name, reset_name])| {
            [
                (limit_name, limit.limit.to_string()),
                (remaining_name, limit.remaining.to_string()),
                (reset_name, rfc3339(now_ms.saturating_add(limit.reset_ms))),
            ]
        });
        headers.collect()
    }

    /// The headers: for each limit those of OpenAI's API (its guide "Rate limits", "Rate limits in headers"), and the
    /// general ones for the limit on requests, or on tokens where there is none on requests.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let named: [(Option<RateLimit>, [&'static str; 3]); 3] = [
            (
                self.requests,
                [
                    "x-ratelimit-limit-requests",
                    "x-ratelimit-remaining-requests",
                    "x-ratelimit-reset-requests",
                ],
            ),
            (
                self.tokens,
                ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
            ),
            (
                self.requests.or(self.tokens),
                ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
            ),
        ];
        named
            .into_iter()
            .filter_map(|(limit, names)| Some((limit?, names)))
            .flat_map(|(limit, [limit_name, remaining_name, reset_name])| {
                let reset = if reset_name == "x-ratelimit-reset" {
                    limit.reset_ms.div_ceil(1000).to_string()
                } else {
                    format!("{}.{:03}s", limit.reset_ms / 1000, limit.reset_ms % 1000)
                };
                [
                    (limit_name, limit.limit.to_string()),
                    (remaining_name, limit.remaining.to_string()),
                    (reset_name, reset),
                ]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_without_limits_has_no_headers() {
        assert!(RateLimits::default().headers().is_empty());
    }

    #[test]
    fn anthropics_clients_read_when_all_of_it_is_there_again() {
        let requests = RateLimit { limit: 60, remaining: 59, reset_ms: 1_040 };
        let headers =
            RateLimits { requests: Some(requests), tokens: None }.anthropic_headers(1_762_161_165_000);
        let expected = [
            ("anthropic-ratelimit-requests-limit", "60".to_owned()),
            ("anthropic-ratelimit-requests-remaining", "59".to_owned()),
            ("anthropic-ratelimit-requests-reset", "2025-11-03T09:12:46.040Z".to_owned()),
        ];
        assert_eq!(headers, expected);
    }

    #[test]
    fn a_limit_has_its_own_headers_and_the_general_ones() {
        let tokens = RateLimit { limit: 60_000, remaining: 59_000, reset_ms: 1_040 };
        let headers = RateLimits { requests: None, tokens: Some(tokens) }.headers();
        assert_eq!(
            headers,
            [
                ("x-ratelimit-limit-tokens", "60000".to_owned()),
                ("x-ratelimit-remaining-tokens", "59000".to_owned()),
                ("x-ratelimit-reset-tokens", "1.040s".to_owned()),
                ("x-ratelimit-limit", "60000".to_owned()),
                ("x-ratelimit-remaining", "59000".to_owned()),
                ("x-ratelimit-reset", "2".to_owned()),
            ]
        );
    }
}
