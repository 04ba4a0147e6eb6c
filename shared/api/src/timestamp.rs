//! Timestamps in their one public form: RFC 3339, UTC, milliseconds, `Z`.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment after the Unix epoch, in whole milliseconds. In JSON it is RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp {
    /// Milliseconds since the Unix epoch.
    pub unix_ms: u64,
}

/// A text that is no RFC 3339 timestamp, or before 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a date and time as in 2026-01-31T08:00:00Z")]
pub struct InvalidTimestamp;

impl std::str::FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| InvalidTimestamp)?;
        let unix_ms = moment.unix_timestamp_nanos() / 1_000_000;
        u64::try_from(unix_ms).map(|unix_ms| Self { unix_ms }).map_err(|_| InvalidTimestamp)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = InvalidTimestamp;

    fn try_from(text: String) -> Result<Self, InvalidTimestamp> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        rfc3339(moment.unix_ms)
    }
}

/// The moment so many milliseconds after the Unix epoch; moments past the year 9999 stay at its end.
#[must_use]
pub fn rfc3339(unix_ms: u64) -> String {
    let nanoseconds = i128::from(unix_ms) * 1_000_000;
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap_or(
        time::Date::MAX.with_hms(23, 59, 59).map_or(time::OffsetDateTime::UNIX_EPOCH, |end| end.assume_utc()),
    );
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second(),
        moment.millisecond()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_milliseconds_and_a_z() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_762_161_164_120), "2025-11-03T09:12:44.120Z");
        assert!(rfc3339(u64::MAX).starts_with("9999-12-31"));
    }

    #[test]
    fn a_timestamp_is_read_with_any_offset_and_written_in_utc() {
        for text in ["2025-11-03T09:12:44.120Z", "2025-11-03T10:12:44.1209+01:00", "2025-11-03t09:12:44.12z"]
        {
            assert_eq!(
                text.parse::<Timestamp>().map(String::from).as_deref(),
                Ok("2025-11-03T09:12:44.120Z")
            );
        }
        for text in ["", "2025-11-03", "2025-02-30T00:00:00Z", "2025-11-03T09:12:44", "1969-12-31T23:59:59Z"]
        {
            assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp), "{text}");
        }
    }
}
