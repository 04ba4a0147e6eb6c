//! A year, a month or a day: what usage is asked for.

use std::str::FromStr;

use api_derive::Request;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::calendar::Day;
use crate::error::{ApiError, ErrorCode};
use crate::reading::{Faults, Path, ReadValue, Text};

/// A year (`2025`), a month (`2025-11`) or a day (`2025-11-03`), in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    text: String,
    from: Day,
    until: Day,
}

/// A text that is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("period must be YYYY, YYYY-MM or YYYY-MM-DD")]
pub struct InvalidPeriod;

impl Period {
    /// As it was asked for.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its first day.
    #[must_use]
    pub const fn from(&self) -> Day {
        self.from
    }

    /// The day after its last.
    #[must_use]
    pub const fn until(&self) -> Day {
        self.until
    }
}

/// The period whose usage is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct PeriodQuery {
    /// A year, a month or a day, in UTC.
    pub period: Period,
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl ReadValue for Period {
    /// A text that is no period is answered with a sentence rather than with a list of fields: clients know it so.
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let text = Text::<1, { usize::MAX }>::read_value(value, at, faults)?;
        let not_a_period =
            |error: InvalidPeriod| ApiError::new(ErrorCode::ValidationError, error.to_string());
        text.parse().map_err(|error| faults.own_answer(not_a_period(error))).ok()
    }
}

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        let day = |day: String| day.parse::<Day>().map_err(|_| InvalidPeriod);
        let (from, until) = match text.len() {
            4 => {
                let from = day(format!("{text}-01-01"))?;
                (from, from.next_year())
            }
            7 => {
                let from = day(format!("{text}-01"))?;
                (from, from.next_month())
            }
            _ => {
                let from = day(text.to_owned())?;
                (from, from.next())
            }
        };
        Ok(Self { text: text.to_owned(), from, until })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reading::read_query;

    fn bounds(text: &str) -> Option<(String, String)> {
        let period: Period = text.parse().ok()?;
        Some((period.from().to_string(), period.until().to_string()))
    }

    #[test]
    fn a_period_goes_up_to_the_day_after_it() {
        for (text, from, until) in [
            ("2025", "2025-01-01", "2026-01-01"),
            ("2025-11", "2025-11-01", "2025-12-01"),
            ("2025-12", "2025-12-01", "2026-01-01"),
            ("2024-02-29", "2024-02-29", "2024-03-01"),
            ("2025-12-31", "2025-12-31", "2026-01-01"),
        ] {
            assert_eq!(bounds(text), Some((from.to_owned(), until.to_owned())), "{text}");
        }
    }

    fn read(query: &Value) -> Result<PeriodQuery, ApiError> {
        read_query(query.as_object().unwrap())
    }

    #[test]
    fn a_query_without_a_period_names_the_field_and_one_with_another_text_gets_a_sentence() {
        let missing = read(&json!({})).unwrap_err();
        assert_eq!(missing.fields[0].location, ["query", "period"]);
        assert_eq!(read(&json!({"period": ""})).unwrap_err().fields[0].kind, "string_too_short");
        let other = read(&json!({"period": "november"})).unwrap_err();
        assert_eq!(other.body()["detail"], "period must be YYYY, YYYY-MM or YYYY-MM-DD");
        assert_eq!(other.code, ErrorCode::ValidationError);
        assert_eq!(read(&json!({"period": "2025-11"})).unwrap().period.as_str(), "2025-11");
    }

    #[test]
    fn anything_else_is_no_period() {
        for text in
            ["", "%", "25", "2025-1", "2025-13", "2025-02-30", "2025-11-03T00:00:00Z", "１２３４", "+202"]
        {
            assert_eq!(text.parse::<Period>(), Err(InvalidPeriod), "{text}");
        }
    }
}
