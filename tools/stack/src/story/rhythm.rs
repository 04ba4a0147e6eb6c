//! When jobs begin: more in office hours than at night, more on workdays than on weekends, more as the quarter goes on.

use rand::Rng;

use super::cast::Organization;
use super::time::{DAY, HOUR, Span};

/// The traffic of each hour of an organization's day, against the busiest.
const HOURS: [f64; 24] = [
    0.10, 0.07, 0.05, 0.05, 0.06, 0.10, 0.20, 0.42, 0.75, 0.95, 1.00, 0.97, 0.82, 0.88, 0.98, 0.96, 0.86,
    0.70, 0.52, 0.44, 0.38, 0.30, 0.22, 0.15,
];
/// Against the traffic of the first day: what the last day has.
const GROWTH: f64 = 2.1;

/// The moments at which `count` jobs of an organization begin within a span, in order.
pub fn moments(rng: &mut impl Rng, organization: &Organization, count: usize, span: Span) -> Vec<i64> {
    let hours: Vec<i64> = (span.from..span.until).step_by(usize::try_from(HOUR).unwrap_or(1)).collect();
    let mut reached = 0.0;
    let mut mood = 1.0;
    let sums: Vec<f64> = hours
        .iter()
        .map(|hour| {
            if hour % DAY < HOUR {
                mood = rng.random_range(0.85..1.15);
            }
            // The last hour may be cut off.
            let whole = (span.until - hour).min(HOUR) as f64 / HOUR as f64;
            reached += weight(organization, span, *hour) * mood * whole;
            reached
        })
        .collect();
    let mut moments: Vec<i64> = (0..count)
        .filter_map(|_| {
            let drawn = rng.random_range(0.0..1.0) * reached;
            let hour = *hours.get(sums.partition_point(|sum| *sum < drawn))?;
            Some((hour + rng.random_range(0..HOUR)).min(span.until - 1))
        })
        .collect();
    moments.sort_unstable();
    moments
}

/// The traffic of an organization in the hour that begins at a moment.
fn weight(organization: &Organization, span: Span, moment: i64) -> f64 {
    let there = moment + organization.ahead_of_utc * HOUR;
    let hour = usize::try_from(there % DAY / HOUR).unwrap_or(0);
    // 1970 began on a Thursday.
    let is_weekend = matches!((there / DAY + 4) % 7, 0 | 6);
    let grown = 1.0 + (GROWTH - 1.0) * (moment - span.from) as f64 / (span.until - span.from) as f64;
    HOURS[hour] * grown * if is_weekend { organization.weekend } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::super::cast::{CLINIC, LAWYERS};
    use super::*;

    /// A quarter from Monday, 5 January 2026.
    const QUARTER: Span = Span { from: 1_767_571_200_000, until: 1_767_571_200_000 + 91 * DAY };

    fn share(moments: &[i64], chosen: impl Fn(i64) -> bool) -> f64 {
        moments.iter().filter(|moment| chosen(**moment)).count() as f64 / moments.len() as f64
    }

    #[test]
    fn jobs_come_in_office_hours_of_workdays_and_grow_in_number() {
        let all = moments(&mut StdRng::seed_from_u64(1), &CLINIC, 20_000, QUARTER);
        assert!(all.is_sorted() && all.iter().all(|moment| (QUARTER.from..QUARTER.until).contains(moment)));
        assert!(share(&all, |moment| (7 * HOUR..17 * HOUR).contains(&(moment % DAY))) > 0.65);
        assert!(share(&all, |moment| matches!((moment / DAY + 4) % 7, 0 | 6)) < 0.20);
        assert!(share(&all, |moment| moment > QUARTER.from + 45 * DAY) > 0.55);
    }

    #[test]
    fn an_organization_works_by_its_own_clock() {
        let all = moments(&mut StdRng::seed_from_u64(1), &LAWYERS, 5_000, QUARTER);
        assert!(share(&all, |moment| moment % DAY < 10 * HOUR) > 0.65);
    }

    #[test]
    fn the_same_seed_makes_the_same_moments() {
        let once = moments(&mut StdRng::seed_from_u64(7), &CLINIC, 100, QUARTER);
        assert_eq!(once, moments(&mut StdRng::seed_from_u64(7), &CLINIC, 100, QUARTER));
    }
}
