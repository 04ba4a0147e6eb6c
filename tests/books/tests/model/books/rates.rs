//! The rate limits of a team: two token buckets, of requests and of tokens, each refilled evenly up to the limit of a minute.

use tollgate_books::clock::TICK;

/// Limits are per minute; what is left is counted in quarters, so that each tick of the clock adds a whole number.
#[derive(Debug, Default)]
pub struct Rates {
    requests: Bucket,
    tokens: Bucket,
    seen_at: i64,
}

#[derive(Debug, Default, Clone, Copy)]
struct Bucket {
    limit: Option<i64>,
    /// `None` while it is full because nothing was ever taken.
    left: Option<i64>,
}

const QUARTERS: i64 = 60 / TICK;

impl Bucket {
    /// What is left after these ticks, in quarters; `None` without a limit.
    fn after(self, ticks: i64) -> Option<i64> {
        self.limit.map(|limit| (self.left.unwrap_or(limit * QUARTERS) + limit * ticks).min(limit * QUARTERS))
    }
}

impl Rates {
    /// Sets the limits. What is left stays.
    pub const fn limit(&mut self, requests: Option<i64>, tokens: Option<i64>) {
        self.requests.limit = requests;
        self.tokens.limit = tokens;
    }

    pub const fn limit_anything(&self) -> bool {
        self.requests.limit.is_some() || self.tokens.limit.is_some()
    }

    pub const fn limit_requests(&self) -> bool {
        self.requests.limit.is_some()
    }

    pub const fn limit_tokens(&self) -> bool {
        self.tokens.limit.is_some()
    }

    /// What is left of requests and of tokens, in quarters.
    pub const fn left(&self) -> (Option<i64>, Option<i64>) {
        (self.requests.left, self.tokens.left)
    }

    /// The rates after one more request; `None` if it exceeds a limit. A call that takes more than a whole minute's tokens may
    /// overdraw them; what is no call takes none, however few there are.
    pub fn after(&self, tokens: Option<i64>, now: i64) -> Option<Self> {
        let ticks = (now - self.seen_at) / TICK;
        let (requests, tokens_left) = (self.requests.after(ticks), self.tokens.after(ticks));
        let needed = self.tokens.limit.zip(tokens).map(|(limit, tokens)| tokens.min(limit) * QUARTERS);
        if requests.is_some_and(|left| left < QUARTERS) || tokens_left < needed {
            return None;
        }
        Some(Self {
            requests: Bucket { left: requests.map(|left| left - QUARTERS), ..self.requests },
            tokens: Bucket {
                left: tokens_left.map(|left| left - tokens.unwrap_or(0) * QUARTERS),
                ..self.tokens
            },
            seen_at: now,
        })
    }

    /// Replaces the estimate with which a call was admitted by what it used.
    pub fn correct(&mut self, reserved: i64, used: i64) {
        if let Some(limit) = self.tokens.limit {
            let full = limit * QUARTERS;
            self.tokens.left =
                Some(self.tokens.left.map_or(full, |left| (left + (reserved - used) * QUARTERS).min(full)));
        }
    }
}
