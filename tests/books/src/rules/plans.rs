//! Pricing plans: what the client pays for a job.

use api::money::{MarkupPercent, Usd};
use api::plans::{BillingPeriod, PlanKind};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::periods::Period;

/// The terms of a plan. In JSON they are an object with the `kind` and the columns that `pricing_plans` has for that kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PricingPlan {
    /// What the provider charges for the calls, and a percentage on top.
    Markup {
        /// The percentage.
        markup_percentage: MarkupPercent,
    },
    /// The same price for each completed job.
    FlatRate {
        /// The price.
        price_per_job_usd: Usd,
    },
    /// In each period the first jobs at one price, the rest at another.
    Tiered {
        /// The periods in which jobs are counted.
        period: BillingPeriod,
        /// How many jobs of a period are at the first price.
        first_jobs: u64,
        /// The price of each of these.
        first_jobs_price_usd: Usd,
        /// The price of each job beyond.
        price_per_job_usd: Usd,
    },
    /// A fee for each period, with a number of jobs in it, and a price for each job beyond.
    Subscription {
        /// The periods for which the fee is taken.
        period: BillingPeriod,
        /// The fee for one of them.
        period_fee_usd: Usd,
        /// How many jobs of a period have no price of their own.
        first_jobs: u64,
        /// The price of each job beyond.
        price_per_job_usd: Usd,
    },
}

impl PricingPlan {
    /// The kind of the plan.
    #[must_use]
    pub const fn kind(&self) -> PlanKind {
        match self {
            Self::Markup { .. } => PlanKind::Markup,
            Self::FlatRate { .. } => PlanKind::FlatRate,
            Self::Tiered { .. } => PlanKind::Tiered,
            Self::Subscription { .. } => PlanKind::Subscription,
        }
    }

    /// Whether a job has a price of its own, whatever its calls cost. The SQL function is `prices_jobs`.
    #[must_use]
    pub const fn prices_jobs(&self) -> bool {
        !matches!(self, Self::Markup { .. })
    }

    /// The periods of a plan that counts jobs.
    #[must_use]
    pub const fn period(&self) -> Option<BillingPeriod> {
        match self {
            Self::Tiered { period, .. } | Self::Subscription { period, .. } => Some(*period),
            Self::Markup { .. } | Self::FlatRate { .. } => None,
        }
    }

    /// The fee for a period, in USD.
    #[must_use]
    pub const fn period_fee(&self) -> Usd {
        match self {
            Self::Subscription { period_fee_usd, .. } => *period_fee_usd,
            _ => Usd::ZERO,
        }
    }

    /// The price, in USD, of a job by its number in its period, the first being 1; `None` where jobs have no price. The SQL
    /// function is `price_of_job`.
    #[must_use]
    pub const fn price_of_job(&self, position: u64) -> Option<Usd> {
        match self {
            Self::Markup { .. } => None,
            Self::FlatRate { price_per_job_usd } => Some(*price_per_job_usd),
            Self::Tiered { first_jobs, first_jobs_price_usd, .. } if position <= *first_jobs => {
                Some(*first_jobs_price_usd)
            }
            Self::Subscription { first_jobs, .. } if position <= *first_jobs => Some(Usd::ZERO),
            Self::Tiered { price_per_job_usd, .. } | Self::Subscription { price_per_job_usd, .. } => {
                Some(*price_per_job_usd)
            }
        }
    }

    /// The most that a job can cost, in USD: its number in its period is only known when it is completed. The SQL function
    /// is `dearest_job`.
    #[must_use]
    pub fn dearest_job(&self) -> Option<Usd> {
        match self {
            Self::Markup { .. } => None,
            Self::FlatRate { price_per_job_usd } | Self::Subscription { price_per_job_usd, .. } => {
                Some(*price_per_job_usd)
            }
            Self::Tiered { first_jobs_price_usd, price_per_job_usd, .. } => {
                Some(*first_jobs_price_usd.max(price_per_job_usd))
            }
        }
    }

    /// The credit, in USD, for a period's fee when the plan ends: the fee times the share of the period that is left, rounded
    /// half up to six decimals. Zero for a period that has ended or has not begun. The SQL function is `end_plan`.
    #[must_use]
    pub fn fee_credit(&self, period: Period, ended_at: OffsetDateTime) -> Usd {
        if !period.contains(ended_at) {
            return Usd::ZERO;
        }
        let microseconds =
            |from: OffsetDateTime| Decimal::from_i128((period.end - from).whole_microseconds());
        let share = microseconds(ended_at)
            .zip(microseconds(period.start))
            .and_then(|(left, length)| left.checked_div(length));
        self.period_fee().times(share.unwrap_or_default()).rounded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use time::Duration;

    fn usd(text: &str) -> Usd {
        text.parse().unwrap()
    }

    fn tiered(first_jobs: u64, first: &str, rest: &str) -> PricingPlan {
        PricingPlan::Tiered {
            period: BillingPeriod::Monthly,
            first_jobs,
            first_jobs_price_usd: usd(first),
            price_per_job_usd: usd(rest),
        }
    }

    fn subscription(fee: &str, first_jobs: u64, rest: &str) -> PricingPlan {
        PricingPlan::Subscription {
            period: BillingPeriod::Monthly,
            period_fee_usd: usd(fee),
            first_jobs,
            price_per_job_usd: usd(rest),
        }
    }

    #[test]
    fn the_first_jobs_of_a_tiered_plan_have_their_price_and_the_rest_another() {
        let plan = tiered(100, "0.5", "0.4");
        assert_eq!(plan.price_of_job(1), Some(usd("0.5")));
        assert_eq!(plan.price_of_job(100), Some(usd("0.5")));
        assert_eq!(plan.price_of_job(101), Some(usd("0.4")));
        assert_eq!(plan.dearest_job(), Some(usd("0.5")));
    }

    #[test]
    fn the_jobs_in_a_subscription_are_paid_for_with_the_fee() {
        let plan = subscription("49", 2, "1.25");
        assert_eq!(
            [1, 2, 3].map(|job| plan.price_of_job(job)),
            [Some(Usd::ZERO), Some(Usd::ZERO), Some(usd("1.25"))]
        );
        assert_eq!(subscription("49", 0, "1.25").price_of_job(1), Some(usd("1.25")));
    }

    #[test]
    fn a_markup_prices_calls_and_not_jobs() {
        let plan = PricingPlan::Markup { markup_percentage: "20".parse().unwrap() };
        assert!(!plan.prices_jobs());
        assert_eq!((plan.price_of_job(1), plan.dearest_job()), (None, None));
    }

    #[test]
    fn terms_are_the_columns_that_their_kind_has() {
        let terms = json!({
            "kind": "subscription", "period": "monthly", "period_fee_usd": "49.9", "first_jobs": 10, "price_per_job_usd": "0.25",
        });
        let plan: PricingPlan = serde_json::from_value(terms.clone()).unwrap();
        assert_eq!(plan, subscription("49.9", 10, "0.25"));
        assert_eq!(serde_json::to_value(plan).unwrap(), terms);
        assert!(serde_json::from_value::<PricingPlan>(json!({"kind": "tiered", "first_jobs": 10})).is_err());
    }

    #[test]
    fn the_fee_is_given_back_for_the_time_after_the_plan_has_ended() {
        let plan = subscription("10", 5, "1");
        let start = OffsetDateTime::UNIX_EPOCH;
        let period = Period { start, end: start + Duration::days(30) };
        assert_eq!(plan.fee_credit(period, start), usd("10"));
        assert_eq!(plan.fee_credit(period, start + Duration::days(10)), usd("6.666667"));
        assert_eq!(plan.fee_credit(period, period.end), Usd::ZERO);
        assert_eq!(plan.fee_credit(period, start - Duration::SECOND), Usd::ZERO);
        assert_eq!(tiered(5, "1", "2").fee_credit(period, start), Usd::ZERO);
    }

    prop_compose! {
        fn plans()(
            kind in 0..4, first_jobs in 0_u64..50, prices in proptest::array::uniform2(0_u64..1_000_000_000_000),
            markup in 0_u32..=99_999, period in prop::sample::select(&BillingPeriod::ALL),
        ) -> PricingPlan {
            let [first, rest] = prices.map(|price| usd(&format!("{}.{:06}", price / 1_000_000, price % 1_000_000)));
            match kind {
                0 => PricingPlan::Markup { markup_percentage: format!("{}.{:02}", markup / 100, markup % 100).parse().unwrap() },
                1 => PricingPlan::FlatRate { price_per_job_usd: rest },
                2 => PricingPlan::Tiered { period, first_jobs, first_jobs_price_usd: first, price_per_job_usd: rest },
                _ => PricingPlan::Subscription { period, period_fee_usd: first, first_jobs, price_per_job_usd: rest },
            }
        }
    }

    proptest! {
        #[test]
        fn no_job_costs_more_than_the_dearest_and_one_of_them_costs_that(plan in plans()) {
            let prices: Vec<_> = (1..=60).map(|position| plan.price_of_job(position)).collect();
            prop_assert!(prices.iter().all(|price| *price <= plan.dearest_job()));
            // Of zero first jobs the price is held for, but no job pays it.
            let no_job_is_first = matches!(plan, PricingPlan::Tiered { first_jobs: 0, .. });
            prop_assert!(no_job_is_first || prices.contains(&plan.dearest_job()));
            prop_assert!(prices.iter().all(|price| price.is_some() == plan.prices_jobs()));
        }

        #[test]
        fn a_price_changes_once_at_most_in_a_period(plan in plans()) {
            let changes = (1..=60).filter(|&job| plan.price_of_job(job) != plan.price_of_job(job + 1)).count();
            prop_assert!(changes <= 1);
        }

        #[test]
        fn the_longer_a_plan_has_lasted_the_less_is_given_back_and_never_more_than_the_fee(
            plan in plans(), length in 1_i64..10_000_000_000_000, moments in proptest::array::uniform2(0_i64..10_000_000_000_000),
        ) {
            let start = OffsetDateTime::UNIX_EPOCH;
            let period = Period { start, end: start + Duration::microseconds(length) };
            let credit = |moment| plan.fee_credit(period, start + Duration::microseconds(moment));
            let [sooner, later] = [moments[0].min(moments[1]), moments[0].max(moments[1])].map(credit);
            prop_assert!(later <= sooner && sooner <= plan.period_fee());
        }
    }
}
