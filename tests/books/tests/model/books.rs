//! The books as they should be: plain structs and whole numbers, and none of the code under test.

mod corrections;
mod endings;
mod operators;
pub mod plans;
mod rates;
mod refills;
pub mod requests;
mod sweep;

use anyhow::Result;
use api::credits::{BudgetMode, FailedJobRefund};
pub use sweep::Swept;
use tollgate_books::operations::{
    Admission, CALL_LASTS, FinalStatus, PlanTerms, Request, RequestKind, Terms, UsedShare,
};
use tollgate_books::prices::{Doubt, MAX_OUTPUT, PER_MILLIONTH, Usage, doubt_of_new_call, owed, worst_case};

use self::plans::{Plan, Position};
use self::rates::Rates;
use self::refills::Refills;
use self::requests::Requests;

/// How long a job may be idle before it is closed, and a hold of a whole job lasts, in seconds.
const JOB_LASTS: i64 = 24 * 3600;
/// An admission or a completion abandons overdue calls only if they began within this time, in seconds.
const LOOKS_BACK: i64 = 48 * 3600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStatus {
    Admitted,
    Succeeded,
    Failed,
    Abandoned,
}

impl CallStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// Times are seconds since 1970.
#[derive(Debug)]
pub struct Job {
    pub job_type: usize,
    pub terms: Option<Terms>,
    pub plan: Option<usize>,
    pub closed: Option<FinalStatus>,
    pub charged: i64,
    /// What it owes and could not pay.
    pub uncollected: i64,
    pub settled_calls: i64,
    /// A call succeeded, or broke off after some output.
    answered: bool,
    pub tokens: i64,
    /// What the client owes, in units of 10^-16 USD.
    pub client_cost: i128,
    /// Part of that, in millionths of a dollar.
    pub price: i64,
    pub position: Option<Position>,
    /// The credits held for a job that is charged on completion, and until when.
    hold: Option<(i64, i64)>,
    /// When it was created or last had a call.
    last_active_at: i64,
}

#[derive(Debug)]
pub struct Call {
    pub job: usize,
    pub status: CallStatus,
    pub late: bool,
    pub usage: Option<Usage>,
    pub doubt: Doubt,
    input_bound: i64,
    max_output: i64,
    markup_hundredths: i64,
    priced_by_job: bool,
    tokens_reserved: i64,
    hold: i64,
    began_at: i64,
    expires_at: i64,
}

#[derive(Debug)]
pub struct Books {
    pub now: i64,
    pub remaining: i64,
    pub used: i64,
    pub held: i64,
    pub terms: Terms,
    pub markup_hundredths: i64,
    pub refund_failed_jobs: FailedJobRefund,
    pub refills: Refills,
    pub rates: Rates,
    pub requests: Requests,
    pub jobs: Vec<Job>,
    pub calls: Vec<Call>,
    pub plans: Vec<Plan>,
}

impl Books {
    pub fn new(now: i64, credits: i64, terms: Terms) -> Self {
        Self {
            now,
            remaining: credits,
            used: 0,
            held: 0,
            terms,
            markup_hundredths: 0,
            refund_failed_jobs: FailedJobRefund::Unanswered,
            refills: Refills::default(),
            rates: Rates::default(),
            requests: Requests::default(),
            jobs: Vec::new(),
            calls: Vec::new(),
            plans: Vec::new(),
        }
    }

    pub fn create_job(&mut self, job_type: usize, request: Option<Request>) -> &'static str {
        if let Some(answer) = self.earlier_answer(RequestKind::CreateJob, request) {
            return answer;
        }
        if self.rates.limit_requests() {
            let Some(rates) = self.rates.after(None, self.now) else {
                return "rate_limited";
            };
            self.rates = rates;
        }
        self.requests.take(RequestKind::CreateJob, request, None, self.now);
        self.open_job(job_type);
        "created"
    }

    fn earlier_answer(&self, kind: RequestKind, request: Option<Request>) -> Option<&'static str> {
        self.requests.earlier_answer(kind, request, &self.calls, self.now)
    }

    fn open_job(&mut self, job_type: usize) {
        self.jobs.push(Job {
            job_type,
            terms: None,
            plan: None,
            closed: None,
            charged: 0,
            uncollected: 0,
            settled_calls: 0,
            answered: false,
            tokens: 0,
            client_cost: 0,
            price: 0,
            position: None,
            hold: None,
            last_active_at: self.now,
        });
    }

    pub fn admit(&mut self, asked: &Admission) -> Result<&'static str> {
        if let Some(answer) = self.earlier_answer(RequestKind::Admit, asked.request) {
            return Ok(answer);
        }
        if asked.job.is_some_and(|job| self.jobs[job].closed.is_some()) {
            return Ok("job_closed");
        }
        self.abandon_overdue_calls(self.now - LOOKS_BACK);
        self.remaining += self.refills.take(self.now)?;

        let job_type = asked.job.map_or(asked.job_type, |job| self.jobs[job].job_type);
        let fixed = asked.job.and_then(|job| self.jobs[job].terms.map(|terms| (terms, self.jobs[job].plan)));
        let (terms, plan) = fixed.unwrap_or_else(|| (self.terms, self.plan_in_force(job_type)));
        let max_output = asked.max_output.min(MAX_OUTPUT);
        let (mut markup_hundredths, mut priced_by_job) = (self.markup_hundredths, false);
        if let Some(plan) = plan.map(|plan| &self.plans[plan]) {
            priced_by_job = plan.prices_jobs();
            if let PlanTerms::Markup { hundredths } = plan.terms {
                markup_hundredths = hundredths;
            }
        }
        let charged_on_completion = charged_on_completion(terms.mode, priced_by_job);
        let Some(rates) = self.rates.after(Some(asked.estimated_input()), self.now) else {
            return Ok("rate_limited");
        };
        let needed = if charged_on_completion && asked.job.is_some_and(|job| self.jobs[job].hold.is_some()) {
            0
        } else {
            let dearest = plan.filter(|_| priced_by_job).map(|plan| self.plans[plan].dearest());
            let worst = dearest.map_or_else(
                || worst_case(asked.input_bound, max_output, markup_hundredths),
                |price| i128::from(price) * PER_MILLIONTH,
            );
            owed(terms, worst, asked.input_bound + max_output).max(1)
        };
        if needed > self.remaining - self.held {
            return Ok("insufficient_credits");
        }

        self.requests.take(RequestKind::Admit, asked.request, Some(self.calls.len()), self.now);
        let number = asked.job.unwrap_or_else(|| {
            self.open_job(job_type);
            self.jobs.len() - 1
        });
        let job = &mut self.jobs[number];
        (job.terms, job.plan, job.last_active_at) = (Some(terms), plan, self.now);
        self.held += needed;
        if charged_on_completion {
            job.hold = Some((job.hold.map_or(needed, |(credits, _)| credits), self.now + JOB_LASTS));
        }
        self.calls.push(Call {
            job: number,
            status: CallStatus::Admitted,
            late: false,
            usage: None,
            doubt: doubt_of_new_call(asked.input_bound, asked.estimated_input(), max_output),
            input_bound: asked.input_bound,
            max_output,
            markup_hundredths,
            priced_by_job,
            tokens_reserved: if rates.limit_tokens() { asked.estimated_input() } else { 0 },
            hold: if charged_on_completion { 0 } else { needed },
            began_at: self.now,
            expires_at: self.now + CALL_LASTS,
        });
        if needed > 0 || rates.limit_anything() {
            self.rates = rates;
        }
        Ok("admitted")
    }

    /// The plan of the job type, otherwise the plan of all job types.
    fn plan_in_force(&self, job_type: usize) -> Option<usize> {
        self.plan_of(Some(job_type)).or_else(|| self.plan_of(None))
    }

    fn plan_of(&self, job_type: Option<usize>) -> Option<usize> {
        self.plans.iter().position(|plan| plan.valid_until.is_none() && plan.job_type == job_type)
    }

    /// The usage of a call that used this share of what it was admitted for.
    pub fn usage(&self, call: usize, share: UsedShare) -> Usage {
        let call = &self.calls[call];
        let input = call.input_bound * share.input / 1000;
        let output = call.max_output * share.output / 1000;
        let markup = (!call.priced_by_job).then_some(call.markup_hundredths);
        Usage::new(input, input * share.cached / 1000, output, markup).after_attempts(
            call.input_bound * share.failed_attempt / 1000,
            call.input_bound * share.in_doubt / 1000,
        )
    }

    /// Whether a job has open calls other than this one.
    pub fn has_other_open_calls(&self, job: usize, except: Option<usize>) -> bool {
        self.calls.iter().enumerate().any(|(number, call)| {
            call.job == job && call.status == CallStatus::Admitted && Some(number) != except
        })
    }
}

/// Whether a job is charged once, on completion, from one hold of its own; otherwise each of its calls is charged as it ends.
const fn charged_on_completion(mode: BudgetMode, priced_by_job: bool) -> bool {
    match mode {
        BudgetMode::JobBased => true,
        BudgetMode::ConsumptionUsd => priced_by_job,
        BudgetMode::ConsumptionTokens => false,
    }
}
