//! The books as they should be: plain structs and whole numbers, and none of the code under test.

mod corrections;
mod operators;
pub mod plans;
pub mod prices;
mod rates;
mod refills;
pub mod requests;
mod sweep;

use anyhow::Result;
pub use prices::Usage;
pub use sweep::Swept;

use self::plans::{Plan, Position};
use self::prices::{MAX_OUTPUT, PER_MILLIONTH, owed, worst_case};
use self::rates::Rates;
use self::refills::Refills;
use self::requests::{Kind, Requests};
use crate::operation::{Ending, Mode, PlanTerms, Request, Share, Terms};

/// How long a call may take, in seconds.
pub const CALL_LASTS: i64 = 900;
/// How long a job may be idle.
const JOB_LASTS: i64 = 24 * 3600;
/// Whoever comes by looks for calls that began since then.
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

/// Moments are seconds since 1970.
#[derive(Debug)]
pub struct Job {
    pub job_type: usize,
    pub terms: Option<Terms>,
    pub plan: Option<usize>,
    pub closed: Option<Ending>,
    pub charged: i64,
    pub settled_calls: i64,
    pub tokens: i64,
    /// What the client owes, in units of 10^-16 USD.
    pub client_cost: i128,
    /// Part of that, in millionths of a dollar.
    pub price: i64,
    pub position: Option<Position>,
    /// What a job holds that pays as a whole, and until when.
    hold: Option<(i64, i64)>,
    /// When it was opened, or called last.
    touched_at: i64,
}

#[derive(Debug)]
pub struct Call {
    pub job: usize,
    pub status: CallStatus,
    pub late: bool,
    pub usage: Option<Usage>,
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
    pub refund_failed_jobs: bool,
    pub refills: Refills,
    pub rates: Rates,
    pub requests: Requests,
    pub jobs: Vec<Job>,
    pub calls: Vec<Call>,
    pub plans: Vec<Plan>,
}

/// What a call asks for.
#[derive(Debug, Clone, Copy)]
pub struct Admission {
    /// Without one, a new one is made if the call is admitted.
    pub job: Option<usize>,
    pub job_type: usize,
    pub input_bound: i64,
    pub max_output: i64,
    pub request: Option<Request>,
}

impl Admission {
    /// A guess, as the functions make it.
    pub const fn estimated_input(&self) -> i64 {
        self.input_bound / 4
    }
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
            refund_failed_jobs: true,
            refills: Refills::default(),
            rates: Rates::default(),
            requests: Requests::default(),
            jobs: Vec::new(),
            calls: Vec::new(),
            plans: Vec::new(),
        }
    }

    pub fn create_job(&mut self, job_type: usize, request: Option<Request>) -> &'static str {
        if let Some(answer) = self.answered_before(Kind::CreateJob, request) {
            return answer;
        }
        self.requests.take(Kind::CreateJob, request, None, self.now);
        self.open_job(job_type);
        "created"
    }

    fn answered_before(&self, kind: Kind, request: Option<Request>) -> Option<&'static str> {
        self.requests.answered_before(kind, request, &self.calls, self.now)
    }

    fn open_job(&mut self, job_type: usize) {
        self.jobs.push(Job {
            job_type,
            terms: None,
            plan: None,
            closed: None,
            charged: 0,
            settled_calls: 0,
            tokens: 0,
            client_cost: 0,
            price: 0,
            position: None,
            hold: None,
            touched_at: self.now,
        });
    }

    pub fn admit(&mut self, asked: &Admission) -> Result<&'static str> {
        if let Some(answer) = self.answered_before(Kind::Admit, asked.request) {
            return Ok(answer);
        }
        if asked.job.is_some_and(|job| self.jobs[job].closed.is_some()) {
            return Ok("job_closed");
        }
        self.give_up_overdue(self.now - LOOKS_BACK);
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
        let pays_as_a_whole = pays_as_a_whole(terms.mode, priced_by_job);
        let Some(rates) = self.rates.after(asked.estimated_input(), self.now) else {
            return Ok("rate_limited");
        };
        let needed = if pays_as_a_whole && asked.job.is_some_and(|job| self.jobs[job].hold.is_some()) {
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

        self.requests.take(Kind::Admit, asked.request, Some(self.calls.len()), self.now);
        let number = asked.job.unwrap_or_else(|| {
            self.open_job(job_type);
            self.jobs.len() - 1
        });
        let job = &mut self.jobs[number];
        (job.terms, job.plan, job.touched_at) = (Some(terms), plan, self.now);
        self.held += needed;
        if pays_as_a_whole {
            job.hold = Some((job.hold.map_or(needed, |(credits, _)| credits), self.now + JOB_LASTS));
        }
        self.calls.push(Call {
            job: number,
            status: CallStatus::Admitted,
            late: false,
            usage: None,
            input_bound: asked.input_bound,
            max_output,
            markup_hundredths,
            priced_by_job,
            tokens_reserved: if rates.limit_tokens() { asked.estimated_input() } else { 0 },
            hold: if pays_as_a_whole { 0 } else { needed },
            began_at: self.now,
            expires_at: self.now + CALL_LASTS,
        });
        if needed > 0 || rates.limit_anything() {
            self.rates = rates;
        }
        Ok("admitted")
    }

    /// The plan of the job type before that of all.
    fn plan_in_force(&self, job_type: usize) -> Option<usize> {
        self.plan_of(Some(job_type)).or_else(|| self.plan_of(None))
    }

    fn plan_of(&self, job_type: Option<usize>) -> Option<usize> {
        self.plans.iter().position(|plan| plan.valid_until.is_none() && plan.job_type == job_type)
    }

    /// What a call used that used this share of what it was admitted for.
    pub fn usage(&self, call: usize, share: Share) -> Usage {
        let call = &self.calls[call];
        let input = call.input_bound * share.input / 1000;
        let output = call.max_output * share.output / 1000;
        let markup = (!call.priced_by_job).then_some(call.markup_hundredths);
        Usage::new(input, input * share.cached / 1000, output, markup)
    }

    /// Whether a job has open calls other than this one.
    pub fn has_other_open_calls(&self, job: usize, except: Option<usize>) -> bool {
        self.calls.iter().enumerate().any(|(number, call)| {
            call.job == job && call.status == CallStatus::Admitted && Some(number) != except
        })
    }

    pub fn settle(
        &mut self,
        number: usize,
        succeeded: bool,
        usage: Usage,
        finish: Option<Ending>,
        answered: bool,
    ) -> Result<&'static str> {
        let call = &mut self.calls[number];
        if matches!(call.status, CallStatus::Succeeded | CallStatus::Failed) {
            return Ok("already_settled");
        }
        call.late = call.status == CallStatus::Abandoned;
        call.status = if succeeded { CallStatus::Succeeded } else { CallStatus::Failed };
        self.held -= std::mem::take(&mut call.hold);
        let (in_job, priced_by_job) = (call.job, call.priced_by_job);
        self.rates.correct(call.tokens_reserved, usage.input + usage.output);
        let job = &mut self.jobs[in_job];
        job.settled_calls += 1;
        job.tokens += usage.input + usage.output;
        job.client_cost += usage.client_cost;
        call.usage = Some(usage);
        let pays_by_itself = job.terms.is_some_and(|terms| !pays_as_a_whole(terms.mode, priced_by_job));
        if pays_by_itself && job.closed != Some(Ending::Failed) {
            self.charge(in_job);
        }
        if let Some(ending) = finish
            && self.jobs[in_job].closed.is_none()
            && !self.has_other_open_calls(in_job, None)
        {
            self.close(in_job, ending, false)?;
        }
        self.requests.keep_answer(number, answered);
        Ok("settled")
    }

    pub fn complete(&mut self, job: usize, ending: Ending, request: Option<Request>) -> Result<&'static str> {
        if let Some(answer) = self.answered_before(Kind::Complete, request) {
            return Ok(answer);
        }
        match self.jobs[job].closed {
            Some(before) if before == ending => return Ok("completed"),
            Some(_) => return Ok("job_closed"),
            None => {}
        }
        self.give_up_overdue(self.now - LOOKS_BACK);
        if self.has_other_open_calls(job, None) {
            return Ok("calls_in_progress");
        }
        self.close(job, ending, true)?;
        self.requests.take(Kind::Complete, request, None, self.now);
        Ok("completed")
    }

    fn close(&mut self, number: usize, ending: Ending, may_refund: bool) -> Result<()> {
        let job = &mut self.jobs[number];
        job.closed = Some(ending);
        self.held -= job.hold.take().map_or(0, |(credits, _)| credits);
        match ending {
            Ending::Completed => {
                if let Some(plan) = job.plan.filter(|plan| self.plans[*plan].prices_jobs()) {
                    (job.position, job.price) = self.plans[plan].count_job(self.now)?;
                    job.client_cost += i128::from(job.price) * PER_MILLIONTH;
                }
                self.charge(number);
            }
            Ending::Failed if may_refund && self.refund_failed_jobs => {
                let refund = std::mem::take(&mut job.charged);
                self.remaining += refund;
                self.used -= refund;
            }
            Ending::Failed => {}
        }
        Ok(())
    }

    /// Takes what a job owes and has not paid, as far as there is enough that is not held for others.
    fn charge(&mut self, number: usize) {
        let job = &mut self.jobs[number];
        let Some(terms) = job.terms else { return };
        let due = (owed(terms, job.client_cost, job.tokens) - job.charged).max(0);
        let charge = due.min(self.remaining - self.held);
        job.charged += charge;
        self.remaining -= charge;
        self.used += charge;
    }

    /// The calls that began since then, and whatever holds credits. Returns how many calls.
    fn give_up_overdue(&mut self, since: i64) -> usize {
        let mut given_up = 0;
        for call in &mut self.calls {
            let is_overdue = call.status == CallStatus::Admitted && call.expires_at <= self.now;
            if is_overdue && (call.began_at >= since || call.hold > 0) {
                call.status = CallStatus::Abandoned;
                self.held -= std::mem::take(&mut call.hold);
                given_up += 1;
            }
        }
        for job in &mut self.jobs {
            if let Some((credits, _)) = job.hold.take_if(|(_, expires_at)| *expires_at <= self.now) {
                self.held -= credits;
            }
        }
        given_up
    }
}

/// When it is completed, from one hold of its own.
const fn pays_as_a_whole(mode: Mode, priced_by_job: bool) -> bool {
    match mode {
        Mode::JobBased => true,
        Mode::ConsumptionUsd => priced_by_job,
        Mode::ConsumptionTokens => false,
    }
}
