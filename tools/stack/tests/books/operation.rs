//! What can happen to a team's books, and the chance of each.

use proptest::prelude::*;

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

/// One step. Jobs and calls are named by a number, taken modulo how many there are.
#[derive(Debug, Clone)]
pub enum Operation {
    CreateJob,
    /// Without a job: a new one is made with the call.
    Admit {
        job: Option<usize>,
        input_bound: i64,
        max_output: i64,
    },
    Settle {
        call: usize,
        succeeded: bool,
        used: Share,
        finish: Option<Ending>,
    },
    /// The time of a call, and of its hold, is over.
    CallRunsOut {
        call: usize,
    },
    /// The time of a job's own hold is over.
    JobRunsOut {
        job: usize,
    },
    Complete {
        job: usize,
        ending: Ending,
    },
    Grant {
        credits: i64,
    },
    ChangeTerms {
        terms: Terms,
        markup_hundredths: i64,
        refund_failed_jobs: bool,
    },
}

pub fn operation() -> impl Strategy<Value = Operation> {
    let number = 0..usize::MAX;
    prop_oneof![
        2 => Just(Operation::CreateJob),
        8 => (prop::option::weighted(0.8, number.clone()), 1_i64..200_000, 1_i64..8_000).prop_map(
            |(job, input_bound, max_output)| Operation::Admit { job, input_bound, max_output }),
        9 => (number.clone(), any::<bool>(), share(), prop::option::weighted(0.2, ending())).prop_map(
            |(call, succeeded, used, finish)| Operation::Settle { call, succeeded, used, finish }),
        2 => number.clone().prop_map(|call| Operation::CallRunsOut { call }),
        1 => number.clone().prop_map(|job| Operation::JobRunsOut { job }),
        3 => (number, ending()).prop_map(|(job, ending)| Operation::Complete { job, ending }),
        1 => (1_i64..60).prop_map(|credits| Operation::Grant { credits }),
        2 => (terms(), prop_oneof![Just(0_i64), 1_i64..50_000], any::<bool>()).prop_map(
            |(terms, markup_hundredths, refund_failed_jobs)|
                Operation::ChangeTerms { terms, markup_hundredths, refund_failed_jobs }),
    ]
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![Just(Ending::Completed), Just(Ending::Failed)]
}

fn share() -> impl Strategy<Value = Share> {
    let part = || prop_oneof![1 => Just(0_i64), 1 => Just(1000_i64), 4 => 0_i64..=1000];
    (part(), part(), part()).prop_map(|(input, cached, output)| Share { input, cached, output })
}

pub fn terms() -> impl Strategy<Value = Terms> {
    let mode = prop_oneof![Just(Mode::JobBased), Just(Mode::ConsumptionUsd), Just(Mode::ConsumptionTokens)];
    (mode, prop_oneof![Just(1_i64), Just(10), Just(100)], prop_oneof![Just(1_000_i64), Just(10_000)])
        .prop_map(|(mode, credits_per_dollar, tokens_per_credit)| Terms {
            mode,
            credits_per_dollar,
            tokens_per_credit,
        })
}
