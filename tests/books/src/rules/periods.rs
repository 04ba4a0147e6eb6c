//! The periods of auto-refill and of pricing plans.

use api::plans::BillingPeriod;
use time::{Duration, Month, OffsetDateTime, UtcOffset};

/// One period: from its start up to, but not including, its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first moment.
    pub start: OffsetDateTime,
    /// The first moment after it.
    pub end: OffsetDateTime,
}

impl Period {
    /// Whether a moment is in the period.
    #[must_use]
    pub fn contains(&self, moment: OffsetDateTime) -> bool {
        self.start <= moment && moment < self.end
    }
}

/// The period that a moment falls into. Periods begin at the anchor's time of day, in UTC. Each month is counted from the
/// anchor, so that periods which begin on the 31st begin there again after a shorter month. `None` beyond the year 9999, where
/// the calendar ends. The SQL function is `period_containing`.
#[must_use]
pub fn period_containing(
    period: BillingPeriod,
    anchor: OffsetDateTime,
    moment: OffsetDateTime,
) -> Option<Period> {
    let (anchor, moment) = (anchor.to_offset(UtcOffset::UTC), moment.to_offset(UtcOffset::UTC));
    let number = match period {
        BillingPeriod::Daily => (moment - anchor).whole_days(),
        BillingPeriod::Weekly => (moment - anchor).whole_weeks(),
        BillingPeriod::Monthly => months_of(moment) - months_of(anchor),
    };
    let start = start_of(period, anchor, number)?;
    let number = if start > moment { number - 1 } else { number };
    Some(Period { start: start_of(period, anchor, number)?, end: start_of(period, anchor, number + 1)? })
}

/// The start of the period of this number, the one that begins at the anchor being 0.
fn start_of(period: BillingPeriod, anchor: OffsetDateTime, number: i64) -> Option<OffsetDateTime> {
    match period {
        BillingPeriod::Daily => anchor.checked_add(Duration::days(number)),
        BillingPeriod::Weekly => anchor.checked_add(Duration::weeks(number)),
        BillingPeriod::Monthly => {
            let months = months_of(anchor) + number;
            let year = i32::try_from(months.div_euclid(12)).ok()?;
            let month = Month::January.nth_next(u8::try_from(months.rem_euclid(12)).ok()?);
            let day = anchor.day().min(month.length(year));
            Some(anchor.replace_date(time::Date::from_calendar_date(year, month, day).ok()?))
        }
    }
}

/// The number of calendar months before the one that a moment is in.
fn months_of(moment: OffsetDateTime) -> i64 {
    i64::from(moment.year()) * 12 + i64::from(u8::from(moment.month())) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A day at noon.
    fn noon(year: i32, month: u8, day: u8) -> OffsetDateTime {
        let date = time::Date::from_calendar_date(year, month.try_into().unwrap(), day).unwrap();
        date.with_hms(12, 0, 0).unwrap().assume_utc()
    }

    fn starts_of_months(anchor: OffsetDateTime, count: i64) -> Vec<(u8, u8)> {
        let start = |number| start_of(BillingPeriod::Monthly, anchor, number).unwrap();
        (0..count).map(|number| (u8::from(start(number).month()), start(number).day())).collect()
    }

    #[test]
    fn a_month_begins_on_the_anchors_day_or_on_the_last_of_a_shorter_month() {
        let months = starts_of_months(noon(2026, 12, 31), 6);
        assert_eq!(months, [(12, 31), (1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]);
        assert_eq!(starts_of_months(noon(2027, 12, 30), 3), [(12, 30), (1, 30), (2, 29)]);
    }

    #[test]
    fn a_period_contains_its_start_and_not_its_end() {
        let anchor = noon(2026, 1, 31);
        let first = Period { start: anchor, end: noon(2026, 2, 28) };
        let containing = |moment| period_containing(BillingPeriod::Monthly, anchor, moment).unwrap();
        assert_eq!(containing(anchor), first);
        assert_eq!(containing(first.end - Duration::NANOSECOND), first);
        assert_eq!(containing(first.end), Period { start: first.end, end: noon(2026, 3, 31) });
    }

    #[test]
    fn a_moment_before_the_anchor_is_in_a_period_too() {
        let anchor = noon(2026, 3, 31);
        let containing = |period: BillingPeriod| period_containing(period, anchor, noon(2026, 3, 5)).unwrap();
        let of = |start, end| Period { start, end };
        assert_eq!(containing(BillingPeriod::Monthly), of(noon(2026, 2, 28), anchor));
        assert_eq!(containing(BillingPeriod::Weekly), of(noon(2026, 3, 3), noon(2026, 3, 10)));
        assert_eq!(containing(BillingPeriod::Daily), of(noon(2026, 3, 5), noon(2026, 3, 6)));
    }

    #[test]
    fn a_time_zone_does_not_move_a_period() {
        let far_east = UtcOffset::from_hms(14, 0, 0).unwrap();
        let (anchor, moment) = (noon(2026, 1, 31), noon(2026, 2, 28));
        for period in BillingPeriod::ALL {
            let there = period_containing(period, anchor.to_offset(far_east), moment.to_offset(far_east));
            assert_eq!(there, period_containing(period, anchor, moment));
        }
    }

    #[test]
    fn there_is_no_period_beyond_the_calendar() {
        let (last, anchor) = (noon(9999, 12, 31), noon(2026, 1, 1));
        for period in BillingPeriod::ALL {
            assert_eq!(period_containing(period, anchor, last), None);
        }
    }

    proptest! {
        #[test]
        fn periods_follow_each_other_without_a_gap_and_contain_the_moments_between_them(
            anchor in 0_i64..4_000_000_000, moment in 0_i64..4_000_000_000,
            period in prop::sample::select(&BillingPeriod::ALL),
        ) {
            let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let (anchor, moment) = (at(anchor), at(moment));
            let found = period_containing(period, anchor, moment).unwrap();
            prop_assert!(found.contains(moment));
            prop_assert_eq!(found.start.time(), anchor.time());
            prop_assert_eq!(period_containing(period, anchor, found.end).unwrap().start, found.end);
            let before = period_containing(period, anchor, found.start - Duration::NANOSECOND).unwrap();
            prop_assert_eq!(before.end, found.start);
            let days = (found.end - found.start).whole_days();
            let lengths = match period {
                BillingPeriod::Daily => 1..=1,
                BillingPeriod::Weekly => 7..=7,
                BillingPeriod::Monthly => 28..=31,
            };
            prop_assert!(lengths.contains(&days));
        }
    }
}
