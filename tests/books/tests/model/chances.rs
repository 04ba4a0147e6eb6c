//! The chance of each operation, and of each way in which it can be made.

use api::credits::{BudgetMode, FailedJobRefund, TransactionType};
use api::plans::BillingPeriod;
use proptest::prelude::*;
use tollgate_books::clock::TICK;
use tollgate_books::operations::{
    Admission, FinalStatus, JOB_TYPES, Operation, PlanTerms, Request, Terms, UsedShare,
};

pub fn operation() -> impl Strategy<Value = Operation> {
    let number = || 0..usize::MAX;
    prop_oneof![
        2 => (job_type(), request()).prop_map(|(job_type, request)| Operation::CreateJob { job_type, request }),
        12 => (prop::option::weighted(0.7, number()), job_type(), 1_i64..200_000, 1_i64..8_000, request()).prop_map(
            |(job, job_type, input_bound, max_output, request)|
                Operation::Admit(Admission { job, job_type, input_bound, max_output, request })),
        12 => (number(), any::<bool>(), share(), prop::option::weighted(0.3, final_status()), any::<bool>()).prop_map(
            |(call, succeeded, used, finish, answered)|
                Operation::Settle { call, succeeded, used, finish, answered }),
        6 => (number(), final_status(), request()).prop_map(
            |(job, status, request)| Operation::Complete { job, status, request }),
        2 => (1_i64..60, transaction_type(), request()).prop_map(
            |(credits, transaction_type, request)| Operation::AddCredits { credits, transaction_type, request }),
        1 => (prop::option::of(0_i64..400), prop::option::of(0_i64..100)).prop_map(
            |(allocated, used)| Operation::SetCredits { allocated, used }),
        2 => (terms(), prop_oneof![Just(0_i64), 1_i64..50_000], prop::sample::select(FailedJobRefund::ALL.as_slice())).prop_map(
            |(terms, markup_hundredths, refund_failed_jobs)|
                Operation::ChangeTerms { terms, markup_hundredths, refund_failed_jobs }),
        1 => (prop::option::of(1_i64..6), prop::option::of(1_000_i64..100_000)).prop_map(
            |(requests, tokens)| Operation::ChangeRates { requests, tokens }),
        2 => (prop::bool::weighted(0.7), prop::option::weighted(0.7, 1_i64..40), prop::option::weighted(0.7, period()))
            .prop_map(|(enabled, amount, period)| Operation::ConfigureRefill { enabled, amount, period }),
        3 => (prop::option::of(job_type()), plan_terms()).prop_map(
            |(job_type, terms)| Operation::SetPlan { job_type, terms }),
        1 => number().prop_map(|plan| Operation::EndPlan { plan }),
        6 => pause().prop_map(|seconds| Operation::TimePasses { seconds }),
        2 => Just(Operation::Sweep),
    ]
}

/// Seconds, from none to two months: shorter and longer than every period and every time limit.
fn pause() -> impl Strategy<Value = i64> {
    const HOUR: i64 = 3600;
    let ticks = prop_oneof![
        4 => 0..1200 / TICK,
        2 => 0..2 * HOUR / TICK,
        2 => 0..60 * HOUR / TICK,
        2 => 0..60 * 24 * HOUR / TICK,
        // Exactly as long as a time limit: at that second it has passed.
        1 => prop::sample::select(vec![15 * 60 / TICK, 24 * HOUR / TICK, 7 * 24 * HOUR / TICK]),
    ];
    ticks.prop_map(|ticks| ticks * TICK)
}

fn job_type() -> impl Strategy<Value = usize> {
    0..JOB_TYPES.len()
}

fn request() -> impl Strategy<Value = Option<Request>> {
    let variant = prop_oneof![5 => Just(0_u8), 1 => Just(1)];
    prop::option::weighted(0.4, (0_u8..5, variant).prop_map(|(key, variant)| Request { key, variant }))
}

fn transaction_type() -> impl Strategy<Value = TransactionType> {
    prop_oneof![
        Just(TransactionType::Allocation),
        Just(TransactionType::OneTimePayment),
        Just(TransactionType::SubscriptionPayment)
    ]
}

fn period() -> impl Strategy<Value = BillingPeriod> {
    prop::sample::select(&BillingPeriod::ALL)
}

fn plan_terms() -> impl Strategy<Value = PlanTerms> {
    let price = || prop_oneof![1 => Just(0_i64), 1 => Just(100_000), 4 => 1_i64..3_000_000];
    let first_jobs = || 0_i64..4;
    prop_oneof![
        1 => (0_i64..50_000).prop_map(|hundredths| PlanTerms::Markup { hundredths }),
        1 => price().prop_map(|price| PlanTerms::FlatRate { price }),
        2 => (period(), first_jobs(), price(), price()).prop_map(|(period, first_jobs, first_price, price)|
            PlanTerms::Tiered { period, first_jobs, first_price, price }),
        2 => (period(), price(), first_jobs(), price()).prop_map(|(period, fee, first_jobs, price)|
            PlanTerms::Subscription { period, fee, first_jobs, price }),
    ]
}

fn final_status() -> impl Strategy<Value = FinalStatus> {
    prop_oneof![3 => Just(FinalStatus::Completed), 1 => Just(FinalStatus::Failed)]
}

fn share() -> impl Strategy<Value = UsedShare> {
    let part = || prop_oneof![1 => Just(0_i64), 1 => Just(1000_i64), 4 => 0_i64..=1000];
    let any_part = || prop_oneof![5 => part(), 1 => 1001_i64..4000];
    let of_attempt = || prop_oneof![3 => Just(0_i64), 1 => 0_i64..=1000];
    (any_part(), part(), any_part(), of_attempt(), of_attempt()).prop_map(
        |(input, cached, output, failed_attempt, in_doubt)| UsedShare {
            input,
            cached,
            output,
            failed_attempt,
            in_doubt,
        },
    )
}

/// What a run begins with.
#[derive(Debug, Clone)]
pub struct Start {
    /// In seconds since 1970.
    pub now: i64,
    /// What the team is given.
    pub credits: i64,
    pub terms: Terms,
}

/// At any time in four years, so that short months and a leap day come up.
pub fn start() -> impl Strategy<Value = Start> {
    const YEAR: i64 = 365 * 24 * 3600;
    const TURN_OF_2026: i64 = 1_767_225_600;
    let now = (-YEAR / TICK..3 * YEAR / TICK).prop_map(|ticks| TURN_OF_2026 + ticks * TICK);
    (now, 1_i64..300, terms()).prop_map(|(now, credits, terms)| Start { now, credits, terms })
}

fn terms() -> impl Strategy<Value = Terms> {
    let mode = prop::sample::select(BudgetMode::ALL.as_slice());
    (mode, prop_oneof![Just(1_i64), Just(10), Just(100)], prop_oneof![Just(1_000_i64), Just(10_000)])
        .prop_map(|(mode, credits_per_dollar, tokens_per_credit)| Terms {
            mode,
            credits_per_dollar,
            tokens_per_credit,
        })
}
