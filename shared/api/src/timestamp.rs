//! Timestamps in their one public form: RFC 3339, UTC, milliseconds, `Z`.

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
}
