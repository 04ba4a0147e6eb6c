//! What can happen to a team's books.

use api::credits::{BudgetMode, FailedJobRefund, TransactionType};
use api::plans::BillingPeriod;

/// The types that jobs have.
pub const JOB_TYPES: [&str; 2] = ["report", "summary"];

/// How long a call may take before it counts as abandoned, in seconds.
pub const CALL_LASTS: i64 = 900;

/// The status that a job is closed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinalStatus {
    /// It succeeded and is paid for.
    Completed,
    /// It did not.
    Failed,
}

impl FinalStatus {
    /// The name in SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// A team's budget terms, which the first call of a job fixes for that job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What credits are counted by.
    pub mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: i64,
    /// Tokens for a credit.
    pub tokens_per_credit: i64,
}

impl Terms {
    /// A credit for ten cents of usage: the terms where a test is about something else.
    pub const BY_USAGE: Self =
        Self { mode: BudgetMode::ConsumptionUsd, credits_per_dollar: 10, tokens_per_credit: 1000 };
}

/// How much of what it was admitted for a call used, in thousandths. More than 1000 is more than was held for.
#[derive(Debug, Clone, Copy)]
pub struct UsedShare {
    /// Of the most input tokens.
    pub input: i64,
    /// Of the input tokens that were used: those read from the provider's cache.
    pub cached: i64,
    /// Of the most output tokens.
    pub output: i64,
    /// Of the most input tokens: those of an earlier attempt, which the provider has counted.
    pub failed_attempt: i64,
    /// Of the most input tokens: those that an earlier attempt probably used, whose end nobody knows.
    pub in_doubt: i64,
}

/// A request's `Idempotency-Key`, and which of two bodies it comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The number of the key.
    pub key: u8,
    /// The number of the body.
    pub variant: u8,
}

/// What a request asks for. Together with the key and the variant it identifies the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// A new job.
    CreateJob,
    /// A call.
    Admit,
    /// The end of a job.
    Complete,
    /// Credits from an operator.
    AddCredits,
}

impl RequestKind {
    /// Who the key belongs to: operators' keys are apart from the team's own.
    #[must_use]
    pub const fn holder(self) -> &'static str {
        match self {
            Self::AddCredits => "operators",
            Self::CreateJob | Self::Admit | Self::Complete => "team",
        }
    }
}

/// The holder of an idempotency key, and its number.
pub type RequestKey = (&'static str, u8);

/// What a call asks for.
#[derive(Debug, Clone, Copy)]
pub struct Admission {
    /// The number of the job; without one, a job is created if the call is admitted.
    pub job: Option<usize>,
    /// The type of a job that is created, by its place in [`JOB_TYPES`].
    pub job_type: usize,
    /// The most input tokens that it can use.
    pub input_bound: i64,
    /// The most output tokens that it asks for.
    pub max_output: i64,
    /// Its idempotency key, if it has one.
    pub request: Option<Request>,
}

impl Admission {
    /// The number of input tokens that the endpoints would guess from the length of the text.
    #[must_use]
    pub const fn estimated_input(&self) -> i64 {
        self.input_bound / 4
    }
}

/// The terms of a pricing plan. Prices and fees are in millionths of a dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanTerms {
    /// A percentage on top of what the calls cost.
    Markup {
        /// In hundredths of a percent.
        hundredths: i64,
    },
    /// One price for every completed job.
    FlatRate {
        /// The price.
        price: i64,
    },
    /// In each period the first jobs at one price, the rest at another.
    Tiered {
        /// In which jobs are counted.
        period: BillingPeriod,
        /// How many jobs of a period have the first price.
        first_jobs: i64,
        /// Of each of these.
        first_price: i64,
        /// Of each job beyond.
        price: i64,
    },
    /// A fee for each period, which pays for its first jobs, and a price for each job beyond.
    Subscription {
        /// For which the fee is taken.
        period: BillingPeriod,
        /// For one period.
        fee: i64,
        /// How many jobs of a period the fee pays for.
        first_jobs: i64,
        /// Of each job beyond.
        price: i64,
    },
}

/// One step. Jobs, calls and plans are named by a number, taken modulo how many there are; job types by their place in
/// [`JOB_TYPES`].
#[derive(Debug, Clone)]
pub enum Operation {
    /// The team creates a job.
    CreateJob {
        /// Its type.
        job_type: usize,
        /// Its idempotency key, if it has one.
        request: Option<Request>,
    },
    /// The team makes a call.
    Admit(Admission),
    /// A call ends.
    Settle {
        /// Which.
        call: usize,
        /// Whether the provider answered.
        succeeded: bool,
        /// What it used.
        used: UsedShare,
        /// The status to close its job with, if the job ends with the call.
        finish: Option<FinalStatus>,
        /// Whether an answer is kept for the same request when it is sent again.
        answered: bool,
    },
    /// The team completes a job.
    Complete {
        /// Which.
        job: usize,
        /// The status to close it with.
        status: FinalStatus,
        /// Its idempotency key, if it has one.
        request: Option<Request>,
    },
    /// An operator adds credits.
    AddCredits {
        /// How many.
        credits: i64,
        /// The transaction type.
        transaction_type: TransactionType,
        /// Its idempotency key, if it has one.
        request: Option<Request>,
    },
    /// An operator sets how many credits the team was given and how many it has used.
    SetCredits {
        /// All that it was ever given.
        allocated: Option<i64>,
        /// What it has used.
        used: Option<i64>,
    },
    /// An operator changes the budget terms.
    ChangeTerms {
        /// The new ones.
        terms: Terms,
        /// The markup in hundredths of a percent.
        markup_hundredths: i64,
        /// Which failed jobs are free.
        refund_failed_jobs: FailedJobRefund,
    },
    /// An operator changes the rate limits.
    ChangeRates {
        /// Requests a minute.
        requests: Option<i64>,
        /// Tokens a minute.
        tokens: Option<i64>,
    },
    /// An operator configures auto-refill. What is `None` stays as it was.
    ConfigureRefill {
        /// Whether credits are refilled.
        enabled: bool,
        /// Credits for a period.
        amount: Option<i64>,
        /// The period.
        period: Option<BillingPeriod>,
    },
    /// An operator sets a pricing plan.
    SetPlan {
        /// The job type that it is for; without one, for all that have no plan of their own.
        job_type: Option<usize>,
        /// Its terms.
        terms: PlanTerms,
    },
    /// An operator ends a pricing plan.
    EndPlan {
        /// Which.
        plan: usize,
    },
    /// The clock advances.
    TimePasses {
        /// By so much.
        seconds: i64,
    },
    /// The scheduler sweeps.
    Sweep,
}
