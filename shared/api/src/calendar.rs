//! Days in UTC, and the dates and times that bound a report.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};
use time::{Date, Month};

use crate::timestamp::Timestamp;

/// A day in UTC, of the years 1970 to 9998: as text, `2025-11-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

/// A text that is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a date as in 2026-01-31")]
pub struct InvalidDay;

/// Milliseconds.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Day {
    /// The day of a moment; those past the year 9998 are its last.
    #[must_use]
    pub fn of(moment: Timestamp) -> Self {
        String::from(moment).get(..10).and_then(|date| date.parse().ok()).unwrap_or(Self::last())
    }

    fn last() -> Self {
        Self(Date::MAX.replace_year(9998).unwrap_or(Date::MAX))
    }

    /// The day after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.next_day().unwrap_or(self.0))
    }

    /// The day so many days before it, but not before 1970.
    #[must_use]
    pub fn minus_days(self, days: u16) -> Self {
        let earlier = self.0.checked_sub(time::Duration::days(days.into()));
        Self(earlier.unwrap_or(Date::MIN).max(time::OffsetDateTime::UNIX_EPOCH.date()))
    }

    /// The number of days since another day; negative if that day is later.
    #[must_use]
    pub fn days_since(self, other: Self) -> i64 {
        (self.0 - other.0).whole_days()
    }

    /// The first of the month after it.
    #[must_use]
    pub fn next_month(self) -> Self {
        match self.0.month() {
            Month::December => self.next_year(),
            month => Self(Date::from_calendar_date(self.0.year(), month.next(), 1).unwrap_or(self.0)),
        }
    }

    /// The first of January of the year after it.
    #[must_use]
    pub fn next_year(self) -> Self {
        Self(Date::from_calendar_date(self.0.year() + 1, Month::January, 1).unwrap_or(self.0))
    }

    /// Its first moment.
    #[must_use]
    pub fn start(self) -> Timestamp {
        let seconds = self.0.midnight().assume_utc().unix_timestamp();
        Timestamp { unix_ms: u64::try_from(seconds).unwrap_or(0) * 1000 }
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return Err(InvalidDay) };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0')).ok_or(InvalidDay)
            })
        };
        let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
        if !(1970..=9998).contains(&year) {
            return Err(InvalidDay);
        }
        let month =
            u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()).ok_or(InvalidDay)?;
        let day = u8::try_from(day).map_err(|_| InvalidDay)?;
        Date::from_calendar_date(year.into(), month, day).map(Self).map_err(|_| InvalidDay)
    }
}

impl TryFrom<String> for Day {
    type Error = InvalidDay;

    fn try_from(text: String) -> Result<Self, InvalidDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

/// A bound of a report: a whole day, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrTime {
    /// A day, all of it.
    Day(Day),
    /// A moment.
    Time(Timestamp),
}

/// A text that is neither a date nor a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a date as in 2026-01-31 or a time as in 2026-01-31T08:00:00Z")]
pub struct InvalidDateOrTime;

impl DateOrTime {
    /// Its first moment.
    #[must_use]
    pub fn start(self) -> Timestamp {
        match self {
            Self::Day(day) => day.start(),
            Self::Time(moment) => moment,
        }
    }

    /// The first moment after it.
    #[must_use]
    pub fn end(self) -> Timestamp {
        match self {
            Self::Day(day) => Timestamp { unix_ms: day.start().unix_ms + DAY_MS },
            Self::Time(moment) => Timestamp { unix_ms: moment.unix_ms + 1 },
        }
    }

    /// The day it falls into.
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Time(moment) => Day::of(moment),
        }
    }
}

impl Serialize for DateOrTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Day(day) => day.serialize(serializer),
            Self::Time(moment) => moment.serialize(serializer),
        }
    }
}

impl FromStr for DateOrTime {
    type Err = InvalidDateOrTime;

    /// A time without a time zone is UTC.
    fn from_str(text: &str) -> Result<Self, InvalidDateOrTime> {
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        let moment = text.parse::<Timestamp>().or_else(|_| format!("{text}Z").parse());
        moment.map(Self::Time).map_err(|_| InvalidDateOrTime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_an_existing_date() {
        assert_eq!("2024-02-29".parse::<Day>().map(|day| day.to_string()).as_deref(), Ok("2024-02-29"));
        for text in ["2025-02-29", "2025-00-01", "2025-1-01", "1969-12-31", "9999-01-01", "2025/01/01", ""] {
            assert_eq!(text.parse::<Day>(), Err(InvalidDay), "{text}");
        }
    }

    #[test]
    fn a_day_counts_as_a_whole_and_a_time_as_itself() {
        let day: DateOrTime = "2025-11-03".parse().unwrap();
        assert_eq!(String::from(day.start()), "2025-11-03T00:00:00.000Z");
        assert_eq!(String::from(day.end()), "2025-11-04T00:00:00.000Z");
        for text in ["2025-11-03T10:00:00+02:00", "2025-11-03T08:00:00", "2025-11-03T08:00:00Z"] {
            let time: DateOrTime = text.parse().unwrap();
            assert_eq!(String::from(time.start()), "2025-11-03T08:00:00.000Z", "{text}");
            assert_eq!(time.day().to_string(), "2025-11-03");
        }
        assert!("yesterday".parse::<DateOrTime>().is_err());
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        let day: Day = "2024-03-01".parse().unwrap();
        assert_eq!(day.minus_days(1).to_string(), "2024-02-29");
        assert_eq!(day.days_since("2023-03-01".parse().unwrap()), 366);
        assert_eq!("1970-01-02".parse::<Day>().unwrap().minus_days(9).to_string(), "1970-01-01");
    }
}
