//! The days or moments that a report or a list is about: `?start_date=&end_date=`.

use api_derive::Request;

use crate::calendar::{DateOrTime, Day};
use crate::reading::{Faults, Path};
use crate::timestamp::Timestamp;

/// The days or moments that a report is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Request)]
#[request(check = DateRange::is_in_order)]
pub struct DateRange {
    /// The first day, or moment.
    pub start_date: Option<DateOrTime>,
    /// The last day, or moment.
    pub end_date: Option<DateOrTime>,
}

/// The answer to a range that ends before it begins.
pub(crate) const NOT_IN_ORDER: &str = "`start_date` must not be after `end_date`.";

impl DateRange {
    fn is_in_order(&self, at: &Path<'_>, faults: &mut Faults) {
        if let (Some(first), Some(end)) = (self.first_moment(), self.end_moment())
            && first >= end
        {
            faults.impossible(&at.member("start_date"), NOT_IN_ORDER);
        }
    }

    /// The first moment; none for an open beginning.
    #[must_use]
    pub fn first_moment(&self) -> Option<Timestamp> {
        self.start_date.map(DateOrTime::start)
    }

    /// The moment after the last; none for an open end.
    #[must_use]
    pub fn end_moment(&self) -> Option<Timestamp> {
        self.end_date.map(DateOrTime::end)
    }

    /// The first day; a time means its day. None for an open beginning.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        self.start_date.map(DateOrTime::day)
    }

    /// The last day; a time means its day. None for an open end.
    #[must_use]
    pub fn last_day(&self) -> Option<Day> {
        self.end_date.map(DateOrTime::day)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::read_query;

    fn read(query: &Value) -> Result<DateRange, ApiError> {
        read_query(query.as_object().unwrap())
    }

    #[test]
    fn both_bounds_are_open_unless_given() {
        assert_eq!(read(&json!({})), Ok(DateRange::default()));
        let one_day = read(&json!({"start_date": "2025-11-03", "end_date": "2025-11-03"})).unwrap();
        assert!(one_day.start_date.is_some() && one_day.end_date.is_some());
    }

    #[test]
    fn what_is_no_range_is_a_400() {
        for query in [
            json!({"start_date": "yesterday"}),
            json!({"end_date": ""}),
            json!({"start_date": "2025-11-04", "end_date": "2025-11-03"}),
        ] {
            assert_eq!(read(&query).unwrap_err().code, ErrorCode::InvalidValue);
        }
    }

    #[test]
    fn a_moment_stands_for_its_day_where_days_are_counted() {
        let range = read(&json!({"start_date": "2025-11-03T10:00:00Z", "end_date": "2025-11-04"})).unwrap();
        assert_eq!(range.first_moment().map(String::from).as_deref(), Some("2025-11-03T10:00:00.000Z"));
        assert_eq!(range.end_moment().map(String::from).as_deref(), Some("2025-11-05T00:00:00.000Z"));
        assert_eq!(range.first_day().map(|day| day.to_string()).as_deref(), Some("2025-11-03"));
        assert_eq!(range.last_day().map(|day| day.to_string()).as_deref(), Some("2025-11-04"));
    }
}
