//! The days or moments that a report is about: `?start_date=&end_date=`.

use api::calendar::DateOrTime;
use serde_json::Value;

use crate::http::fields::Fields;

/// From when to when; each a whole day, or a moment, or open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateRange {
    /// The first day or moment.
    pub start: Option<DateOrTime>,
    /// The last day or moment.
    pub end: Option<DateOrTime>,
}

impl DateRange {
    /// Reads `start_date` and `end_date`. What is wrong is noted in `query`, as values that are not possible.
    pub fn read(query: &mut Fields<'_>) -> Self {
        let range = Self { start: bound(query, "start_date"), end: bound(query, "end_date") };
        if let (Some(start), Some(end)) = (range.start, range.end)
            && start.start() >= end.end()
        {
            query.impossible("`start_date` must not be after `end_date`.");
        }
        range
    }
}

fn bound(query: &mut Fields<'_>, name: &str) -> Option<DateOrTime> {
    let bound = match query.get(name)? {
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    if bound.is_none() {
        query.impossible(format!(
            "`{name}` must be a date as in 2026-01-31 or a time as in 2026-01-31T08:00:00Z."
        ));
    }
    bound
}

#[cfg(test)]
mod tests {
    use api::error::{ApiError, ErrorCode};
    use serde_json::json;

    use super::*;

    fn read(query: Value) -> Result<DateRange, ApiError> {
        let query = query.as_object().cloned().unwrap_or_default();
        let mut fields = Fields::of_query(&query);
        let range = DateRange::read(&mut fields);
        fields.finish_with(Some(range))
    }

    #[test]
    fn both_bounds_are_open_unless_given() {
        assert_eq!(read(json!({})), Ok(DateRange::default()));
        let one_day = read(json!({"start_date": "2025-11-03", "end_date": "2025-11-03"})).unwrap();
        assert!(one_day.start.is_some() && one_day.end.is_some());
    }

    #[test]
    fn what_is_no_range_is_a_400() {
        for query in [
            json!({"start_date": "yesterday"}),
            json!({"end_date": ""}),
            json!({"start_date": "2025-11-04", "end_date": "2025-11-03"}),
        ] {
            assert_eq!(read(query).unwrap_err().code, ErrorCode::InvalidValue);
        }
    }
}
