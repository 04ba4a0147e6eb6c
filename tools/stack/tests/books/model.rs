//! The books as they should be: plain structs and whole numbers, and none of the code under test.

use crate::operation::{Ending, Mode, Share, Terms};

/// The alias' prices in millionths of a dollar per million tokens: input, cached input, output.
const PRICES: (i64, i64, i64) = (3_000_000, 300_000, 15_000_000);
/// The same for prompts above [`TIER_ABOVE`] tokens; its cached input has no price of its own.
const TIER_PRICES: (i64, i64, i64) = (6_000_000, 6_000_000, 22_500_000);
const TIER_ABOVE: i64 = 100_000;
/// The alias' limit of an answer.
const MAX_OUTPUT: i64 = 4096;

/// The alias' prices as rows have them.
pub const PRICING_TIERS: &str = r#"[{"above_input_tokens": 100000, "input": "6", "output": "22.5"}]"#;

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

#[derive(Debug)]
pub struct Job {
    pub terms: Option<Terms>,
    pub closed: Option<Ending>,
    pub charged: i64,
    pub settled_calls: i64,
    pub tokens: i64,
    /// What the client owes, in units of 10^-16 USD.
    pub client_cost: i128,
    /// The one credit of a job in job_based, and whether its time is over.
    hold: Option<bool>,
}

#[derive(Debug)]
pub struct Call {
    pub job: usize,
    pub status: CallStatus,
    pub late: bool,
    input_bound: i64,
    max_output: i64,
    markup_hundredths: i64,
    hold: i64,
    overdue: bool,
}

/// What a call used. Costs are in units of 10^-12 USD for the provider, 10^-16 for the client.
#[derive(Debug)]
pub struct Usage {
    pub input: i64,
    pub cached: i64,
    pub output: i64,
    pub input_cost: i128,
    pub output_cost: i128,
    pub client_cost: i128,
}

#[derive(Debug)]
pub struct Books {
    pub remaining: i64,
    pub held: i64,
    pub terms: Terms,
    pub markup_hundredths: i64,
    pub refund_failed_jobs: bool,
    pub jobs: Vec<Job>,
    pub calls: Vec<Call>,
}

impl Books {
    pub const fn new(credits: i64, terms: Terms) -> Self {
        Self {
            remaining: credits,
            held: 0,
            terms,
            markup_hundredths: 0,
            refund_failed_jobs: true,
            jobs: Vec::new(),
            calls: Vec::new(),
        }
    }

    pub fn create_job(&mut self) -> &'static str {
        self.jobs.push(Job {
            terms: None,
            closed: None,
            charged: 0,
            settled_calls: 0,
            tokens: 0,
            client_cost: 0,
            hold: None,
        });
        "created"
    }

    /// Without a job, a new one is made if the call is admitted.
    pub fn admit(&mut self, job: Option<usize>, input_bound: i64, max_output: i64) -> &'static str {
        if job.is_some_and(|job| self.jobs[job].closed.is_some()) {
            return "job_closed";
        }
        self.give_up_overdue();
        let known = job.and_then(|job| self.jobs[job].terms);
        let terms = known.unwrap_or(self.terms);
        let max_output = max_output.min(MAX_OUTPUT);
        let needed = match terms.mode {
            Mode::JobBased => i64::from(job.is_none_or(|job| self.jobs[job].hold.is_none())),
            Mode::ConsumptionUsd | Mode::ConsumptionTokens => {
                let (input, output) = cost(prices_for(input_bound), input_bound, 0, max_output);
                let worst = (input + output) * i128::from(10_000 + self.markup_hundredths);
                owed(terms, worst, input_bound + max_output).max(1)
            }
        };
        if needed > self.remaining - self.held {
            return "insufficient_credits";
        }
        let job = job.unwrap_or_else(|| {
            self.create_job();
            self.jobs.len() - 1
        });
        self.jobs[job].terms = Some(terms);
        self.held += needed;
        let is_job_based = terms.mode == Mode::JobBased;
        if is_job_based {
            self.jobs[job].hold = Some(false);
        }
        self.calls.push(Call {
            job,
            status: CallStatus::Admitted,
            late: false,
            input_bound,
            max_output,
            markup_hundredths: self.markup_hundredths,
            hold: if is_job_based { 0 } else { needed },
            overdue: false,
        });
        "admitted"
    }

    /// What a call used that used this share of what it was admitted for.
    pub fn usage(&self, call: usize, share: Share) -> Usage {
        let call = &self.calls[call];
        let input = call.input_bound * share.input / 1000;
        let cached = input * share.cached / 1000;
        let output = call.max_output * share.output / 1000;
        let (input_cost, output_cost) = cost(prices_for(input), input, cached, output);
        let client_cost = (input_cost + output_cost) * i128::from(10_000 + call.markup_hundredths);
        Usage { input, cached, output, input_cost, output_cost, client_cost }
    }

    /// Whether a job has open calls other than this one.
    pub fn has_other_open_calls(&self, job: usize, except: Option<usize>) -> bool {
        self.calls.iter().enumerate().any(|(number, call)| {
            call.job == job && call.status == CallStatus::Admitted && Some(number) != except
        })
    }

    pub fn settle(
        &mut self,
        call: usize,
        succeeded: bool,
        usage: &Usage,
        finish: Option<Ending>,
    ) -> &'static str {
        let entry = &mut self.calls[call];
        if matches!(entry.status, CallStatus::Succeeded | CallStatus::Failed) {
            return "already_settled";
        }
        entry.late = entry.status == CallStatus::Abandoned;
        entry.status = if succeeded { CallStatus::Succeeded } else { CallStatus::Failed };
        let (number, hold) = (entry.job, std::mem::take(&mut entry.hold));
        self.held -= hold;
        let job = &mut self.jobs[number];
        job.settled_calls += 1;
        job.tokens += usage.input + usage.output;
        job.client_cost += usage.client_cost;
        let in_consumption = job.terms.is_some_and(|terms| terms.mode != Mode::JobBased);
        if in_consumption && job.closed != Some(Ending::Failed) {
            self.charge(number);
        }
        if let Some(ending) = finish
            && self.jobs[number].closed.is_none()
        {
            self.close(number, ending, false);
        }
        "settled"
    }

    pub fn call_runs_out(&mut self, call: usize) {
        self.calls[call].overdue = true;
    }

    pub fn job_runs_out(&mut self, job: usize) {
        if let Some(overdue) = &mut self.jobs[job].hold {
            *overdue = true;
        }
    }

    pub fn complete(&mut self, job: usize, ending: Ending) -> &'static str {
        match self.jobs[job].closed {
            Some(before) if before == ending => return "completed",
            Some(_) => return "job_closed",
            None => {}
        }
        self.give_up_overdue();
        if self.has_other_open_calls(job, None) {
            return "calls_in_progress";
        }
        self.close(job, ending, true);
        "completed"
    }

    fn close(&mut self, number: usize, ending: Ending, may_refund: bool) {
        let job = &mut self.jobs[number];
        job.closed = Some(ending);
        self.held -= i64::from(job.hold.take().is_some());
        match ending {
            Ending::Completed => self.charge(number),
            Ending::Failed if may_refund && self.refund_failed_jobs => {
                self.remaining += std::mem::take(&mut job.charged);
            }
            Ending::Failed => {}
        }
    }

    /// Takes what a job owes and has not paid, as far as there is enough that is not held for others.
    fn charge(&mut self, number: usize) {
        let job = &mut self.jobs[number];
        let Some(terms) = job.terms else { return };
        let due = (owed(terms, job.client_cost, job.tokens) - job.charged).max(0);
        let charge = due.min(self.remaining - self.held);
        job.charged += charge;
        self.remaining -= charge;
    }

    fn give_up_overdue(&mut self) {
        for call in &mut self.calls {
            if call.status == CallStatus::Admitted && call.overdue {
                call.status = CallStatus::Abandoned;
                self.held -= std::mem::take(&mut call.hold);
            }
        }
        for job in &mut self.jobs {
            if job.hold == Some(true) {
                job.hold = None;
                self.held -= 1;
            }
        }
    }
}

/// The tier is dearer in everything, so that this is also the dearest that a prompt of so many tokens can cost.
const fn prices_for(input: i64) -> (i64, i64, i64) {
    if input > TIER_ABOVE { TIER_PRICES } else { PRICES }
}

/// Of the input and of the output, in units of 10^-12 USD.
fn cost(prices: (i64, i64, i64), input: i64, cached: i64, output: i64) -> (i128, i128) {
    let of = |tokens: i64, price: i64| i128::from(tokens) * i128::from(price);
    (of(input - cached, prices.0) + of(cached, prices.1), of(output, prices.2))
}

/// In whole credits, rounded up once; whoever used anything owes at least one.
fn owed(terms: Terms, client_cost: i128, tokens: i64) -> i64 {
    let rounded_up =
        |dividend: i128, divisor: i128| i64::try_from((dividend + divisor - 1) / divisor).unwrap_or(i64::MAX);
    match terms.mode {
        Mode::JobBased => 1,
        _ if client_cost == 0 && tokens == 0 => 0,
        Mode::ConsumptionUsd => {
            rounded_up(client_cost * i128::from(terms.credits_per_dollar), 10_i128.pow(16)).max(1)
        }
        Mode::ConsumptionTokens => rounded_up(i128::from(tokens), i128::from(terms.tokens_per_credit)).max(1),
    }
}
