//! Moments of the story, in milliseconds since 1970.

/// A minute.
pub const MINUTE: i64 = 60_000;
/// An hour.
pub const HOUR: i64 = 60 * MINUTE;
/// A day.
pub const DAY: i64 = 24 * HOUR;

/// How many days the story lasts.
const DAYS: i64 = 92;

/// From one moment up to another, which is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: i64,
    /// The first moment after it.
    pub until: i64,
}

impl Span {
    /// The quarter that ends now. It begins at midnight, UTC.
    #[must_use]
    pub const fn ending(now: i64) -> Self {
        Self { from: now / DAY * DAY - DAYS * DAY, until: now }
    }

    /// A time of day, so many days before its end.
    #[must_use]
    pub const fn days_before_end(self, days: i64, hour: i64, minute: i64) -> i64 {
        (self.until / DAY - days) * DAY + hour * HOUR + minute * MINUTE
    }

    /// A workday about so many days before its end, in which one provider has its bad day: from 8 to 18 o'clock, UTC.
    #[must_use]
    pub fn bad_day(self) -> Self {
        let day = self.until / DAY - 24;
        // A weekend is put off to its Monday. 1970 began on a Thursday.
        let put_off = match (day + 4) % 7 {
            6 => 2,
            0 => 1,
            _ => 0,
        };
        let from = (day + put_off) * DAY + 8 * HOUR;
        Self { from, until: from + 10 * HOUR }
    }

    /// Whether a moment is in it.
    #[must_use]
    pub const fn has(self, moment: i64) -> bool {
        moment >= self.from && moment < self.until
    }
}

/// A moment as PostgreSQL reads seconds since 1970.
#[must_use]
pub fn in_seconds(moment: i64) -> String {
    format!("{}.{:03}", moment / 1_000, moment % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bad_day_is_a_workday() {
        for day in 0..7 {
            let story = Span::ending((20_000 + day) * DAY + 5 * HOUR);
            let bad = story.bad_day();
            assert!(!matches!((bad.from / DAY + 4) % 7, 0 | 6));
            assert!(story.has(bad.from) && story.has(bad.until));
        }
    }

    #[test]
    fn a_moment_keeps_its_milliseconds() {
        assert_eq!(in_seconds(1_767_571_200_007), "1767571200.007");
    }
}
