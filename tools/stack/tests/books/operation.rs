//! What can happen to a team's books, and the chance of each.

use ledger::BillingPeriod;
use proptest::prelude::*;

use crate::clock::TICK;

/// The types that jobs have.
pub const JOB_TYPES: [&str; 2] = ["report", "summary"];

/// A budget mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    JobBased,
    ConsumptionUsd,
    ConsumptionTokens,
}

impl Mode {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JobBased => "job_based",
            Self::ConsumptionUsd => "consumption_usd",
            Self::ConsumptionTokens => "consumption_tokens",
        }
    }
}

/// How a job is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Completed,
    Failed,
}

impl Ending {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// What a team's jobs are opened under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub mode: Mode,
    pub credits_per_dollar: i64,
    pub tokens_per_credit: i64,
}

/// What a call used of what it was admitted for, in thousandths.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    pub input: i64,
    /// Of the input.
    pub cached: i64,
    pub output: i64,
}

/// A request's `Idempotency-Key`, and which of two requests it comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub key: u8,
    pub variant: u8,
}

/// What a plan says. Prices are in millionths of a dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanTerms {
    Markup { hundredths: i64 },
    FlatRate { price: i64 },
    Tiered { period: BillingPeriod, first_jobs: i64, first_price: i64, price: i64 },
    Subscription { period: BillingPeriod, fee: i64, first_jobs: i64, price: i64 },
}

/// What an operator gives credits as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gift {
    Allocation,
    OneTimePayment,
    SubscriptionPayment,
}

impl Gift {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocation => "allocation",
            Self::OneTimePayment => "one_time_payment",
            Self::SubscriptionPayment => "subscription_payment",
        }
    }
}

/// One step. Jobs, calls and plans are named by a number, taken modulo how many there are; job types by their place in
/// [`JOB_TYPES`].
#[derive(Debug, Clone)]
pub enum Operation {
    CreateJob {
        job_type: usize,
        request: Option<Request>,
    },
    /// Without a job: a new one is made with the call.
    Admit {
        job: Option<usize>,
        job_type: usize,
        input_bound: i64,
        max_output: i64,
        request: Option<Request>,
    },
    Settle {
        call: usize,
        succeeded: bool,
        used: Share,
        finish: Option<Ending>,
        /// Whether there is an answer to keep for whoever asks again.
        answered: bool,
    },
    Complete {
        job: usize,
        ending: Ending,
        request: Option<Request>,
    },
    AddCredits {
        credits: i64,
        gift: Gift,
        request: Option<Request>,
    },
    /// An operator sets what the team was given and has used.
    SetCredits {
        allocated: Option<i64>,
        used: Option<i64>,
    },
    ChangeTerms {
        terms: Terms,
        markup_hundredths: i64,
        refund_failed_jobs: bool,
    },
    ChangeRates {
        requests: Option<i64>,
        tokens: Option<i64>,
    },
    ConfigureRefill {
        enabled: bool,
        amount: Option<i64>,
        period: Option<BillingPeriod>,
    },
    /// For one job type, or for all that have no plan of their own.
    SetPlan {
        job_type: Option<usize>,
        terms: PlanTerms,
    },
    EndPlan {
        plan: usize,
    },
    TimePasses {
        seconds: i64,
    },
    Sweep,
}

pub fn operation() -> impl Strategy<Value = Operation> {
    let number = || 0..usize::MAX;
    prop_oneof![
        2 => (job_type(), request()).prop_map(|(job_type, request)| Operation::CreateJob { job_type, request }),
        12 => (prop::option::weighted(0.7, number()), job_type(), 1_i64..200_000, 1_i64..8_000, request()).prop_map(
            |(job, job_type, input_bound, max_output, request)|
                Operation::Admit { job, job_type, input_bound, max_output, request }),
        12 => (number(), any::<bool>(), share(), prop::option::weighted(0.3, ending()), any::<bool>()).prop_map(
            |(call, succeeded, used, finish, answered)|
                Operation::Settle { call, succeeded, used, finish, answered }),
        6 => (number(), ending(), request()).prop_map(
            |(job, ending, request)| Operation::Complete { job, ending, request }),
        2 => (1_i64..60, gift(), request()).prop_map(
            |(credits, gift, request)| Operation::AddCredits { credits, gift, request }),
        1 => (prop::option::of(0_i64..400), prop::option::of(0_i64..100)).prop_map(
            |(allocated, used)| Operation::SetCredits { allocated, used }),
        2 => (terms(), prop_oneof![Just(0_i64), 1_i64..50_000], any::<bool>()).prop_map(
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

/// Seconds, from none to two months: shorter and longer than everything that runs out or begins anew.
fn pause() -> impl Strategy<Value = i64> {
    const HOUR: i64 = 3600;
    let ticks = prop_oneof![
        4 => 0..1200 / TICK,
        2 => 0..2 * HOUR / TICK,
        2 => 0..60 * HOUR / TICK,
        2 => 0..60 * 24 * HOUR / TICK,
        // To the second: what ends then has ended.
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

fn gift() -> impl Strategy<Value = Gift> {
    prop_oneof![Just(Gift::Allocation), Just(Gift::OneTimePayment), Just(Gift::SubscriptionPayment)]
}

fn period() -> impl Strategy<Value = BillingPeriod> {
    prop::sample::select(BillingPeriod::ALL)
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

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![3 => Just(Ending::Completed), 1 => Just(Ending::Failed)]
}

fn share() -> impl Strategy<Value = Share> {
    let part = || prop_oneof![1 => Just(0_i64), 1 => Just(1000_i64), 4 => 0_i64..=1000];
    (part(), part(), part()).prop_map(|(input, cached, output)| Share { input, cached, output })
}

/// How a team begins.
#[derive(Debug, Clone)]
pub struct Start {
    /// In seconds since 1970.
    pub now: i64,
    pub credits: i64,
    pub terms: Terms,
}

/// On any day of four years, at the turn of months too.
pub fn start() -> impl Strategy<Value = Start> {
    const YEAR: i64 = 365 * 24 * 3600;
    const TURN_OF_2026: i64 = 1_767_225_600;
    let now = (-YEAR / TICK..3 * YEAR / TICK).prop_map(|ticks| TURN_OF_2026 + ticks * TICK);
    (now, 1_i64..300, terms()).prop_map(|(now, credits, terms)| Start { now, credits, terms })
}

fn terms() -> impl Strategy<Value = Terms> {
    let mode = prop_oneof![Just(Mode::JobBased), Just(Mode::ConsumptionUsd), Just(Mode::ConsumptionTokens)];
    (mode, prop_oneof![Just(1_i64), Just(10), Just(100)], prop_oneof![Just(1_000_i64), Just(10_000)])
        .prop_map(|(mode, credits_per_dollar, tokens_per_credit)| Terms {
            mode,
            credits_per_dollar,
            tokens_per_credit,
        })
}
