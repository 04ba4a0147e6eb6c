//! What is compared: the state of a team's books, in the database and in the model.

use anyhow::{Result, ensure};
use serde::Deserialize;
use sqlx::PgConnection;
use tollgate_books::operations::{FinalStatus, JOB_TYPES};
use tollgate_books::prices::PER_MILLIONTH;
use tollgate_books::team::Team;

use crate::books::{Books, Call, CallStatus, Job};

/// Jobs, calls and plans are in the order in which they were created. Times are seconds since 1970.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct State {
    pub balance: Balance,
    pub jobs: Vec<JobState>,
    pub calls: Vec<CallState>,
    /// When each ended.
    pub plans: Vec<Option<i64>>,
    /// By plan and start.
    pub plan_periods: Vec<PeriodState>,
    /// By job type.
    pub usage: Vec<UsageState>,
    /// Holder, key, and whether the request has an answer.
    pub idempotency_keys: Vec<(String, String, bool)>,
}

/// What is left of a minute's requests and tokens is in quarters.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Balance {
    pub remaining: i64,
    pub used: i64,
    pub held: i64,
    pub last_refill_at: Option<i64>,
    pub requests_left: Option<i64>,
    pub tokens_left: Option<i64>,
}

/// Costs are in units of 10^-16 USD, as text.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct JobState {
    pub status: String,
    pub credits_charged: i64,
    pub credits_uncollected: i64,
    pub settled_calls: i64,
    pub tokens: i64,
    pub client_cost: String,
    pub price: String,
    pub plan: Option<i64>,
    pub period_start: Option<i64>,
    pub position: Option<i64>,
}

/// Doubts are in units of 10^-16 USD, as text.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct CallState {
    pub status: String,
    pub late: bool,
    pub in_doubt: String,
    pub in_doubt_bound: String,
}

/// Amounts are in millionths of a dollar.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct PeriodState {
    pub plan: i64,
    pub start: i64,
    pub end: i64,
    pub jobs: i64,
    pub fee: i64,
    pub credited: i64,
}

/// Costs are in units of 10^-16 USD, as text.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UsageState {
    pub jobs: i64,
    pub completed_jobs: i64,
    pub failed_jobs: i64,
    pub calls: i64,
    pub successful_calls: i64,
    pub failed_calls: i64,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
    pub provider_cost: String,
    pub client_cost: String,
    pub credits: i64,
}

impl State {
    pub async fn in_the_database(connection: &mut PgConnection, team: &Team) -> Result<Self> {
        let state = sqlx::query_scalar(include_str!("state.sql"))
            .bind(&team.name)
            .bind(&team.jobs)
            .bind(&team.calls)
            .bind(&team.plans)
            .bind(JOB_TYPES)
            .fetch_one(connection)
            .await?;
        Ok(serde_json::from_value(state)?)
    }

    pub fn in_the_model(books: &Books) -> Result<Self> {
        let (requests_left, tokens_left) = books.rates.left();
        let mut plan_periods = Vec::new();
        for (plan, periods) in books.plans.iter().map(|plan| &plan.periods).enumerate() {
            let first = plan_periods.len();
            for period in periods {
                plan_periods.push(PeriodState {
                    plan: i64::try_from(plan)?,
                    start: period.start,
                    end: period.end,
                    jobs: period.jobs,
                    fee: period.fee,
                    credited: period.credited,
                });
            }
            plan_periods[first..].sort_by_key(|period| period.start);
        }
        Ok(Self {
            balance: Balance {
                remaining: books.remaining,
                used: books.used,
                held: books.held,
                last_refill_at: books.refills.last,
                requests_left,
                tokens_left,
            },
            jobs: books.jobs.iter().map(state_of_job).collect::<Result<_>>()?,
            calls: books.calls.iter().map(state_of_call).collect(),
            plans: books.plans.iter().map(|plan| plan.valid_until).collect(),
            plan_periods,
            usage: (0..JOB_TYPES.len()).map(|job_type| usage_of(books, job_type)).collect(),
            idempotency_keys: books
                .requests
                .all()
                .map(|((holder, key), answered)| (holder.to_owned(), format!("key-{key}"), answered))
                .collect(),
        })
    }

    /// # Errors
    /// If a part differs from the model's, naming it.
    pub fn ensure_is(&self, expected: &Self) -> Result<()> {
        macro_rules! compare {
            ($($part:ident),*) => {
                $(ensure!(self.$part == expected.$part, "{}: {:?}, the model says {:?}",
                    stringify!($part), self.$part, expected.$part);)*
            };
        }
        compare!(balance, jobs, calls, plans, plan_periods, usage, idempotency_keys);
        Ok(())
    }
}

fn state_of_job(job: &Job) -> Result<JobState> {
    let open = if job.terms.is_some() { "in_progress" } else { "pending" };
    Ok(JobState {
        status: job.closed.map_or(open, FinalStatus::as_str).to_owned(),
        credits_charged: job.charged,
        credits_uncollected: job.uncollected,
        settled_calls: job.settled_calls,
        tokens: job.tokens,
        client_cost: job.client_cost.to_string(),
        price: (i128::from(job.price) * PER_MILLIONTH).to_string(),
        plan: job.plan.map(i64::try_from).transpose()?,
        period_start: job.position.map(|position| position.period_start),
        position: job.position.map(|position| position.number),
    })
}

fn state_of_call(call: &Call) -> CallState {
    CallState {
        status: call.status.as_str().to_owned(),
        late: call.late,
        in_doubt: call.doubt.estimate.to_string(),
        in_doubt_bound: call.doubt.bound.to_string(),
    }
}

/// The sum of the jobs and of the calls themselves.
fn usage_of(books: &Books, job_type: usize) -> UsageState {
    let (mut usage, mut provider_cost, mut client_cost) = (UsageState::default(), 0, 0);
    for job in books.jobs.iter().filter(|job| job.job_type == job_type) {
        usage.jobs += 1;
        usage.completed_jobs += i64::from(job.closed == Some(FinalStatus::Completed));
        usage.failed_jobs += i64::from(job.closed == Some(FinalStatus::Failed));
        usage.credits += job.charged;
        client_cost += i128::from(job.price) * PER_MILLIONTH;
    }
    for call in books.calls.iter().filter(|call| books.jobs[call.job].job_type == job_type) {
        let Some(used) = &call.usage else { continue };
        usage.calls += 1;
        usage.successful_calls += i64::from(call.status == CallStatus::Succeeded);
        usage.failed_calls += i64::from(call.status == CallStatus::Failed);
        usage.prompt_tokens += used.input;
        usage.completion_tokens += used.output;
        provider_cost += used.provider_cost();
        client_cost += used.client_cost;
    }
    UsageState { provider_cost: provider_cost.to_string(), client_cost: client_cost.to_string(), ..usage }
}
