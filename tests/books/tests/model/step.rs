//! One step, in the database and in the model.

use anyhow::Result;
use sqlx::PgConnection;
use tollgate_books::clock;
use tollgate_books::operations::{Admission, Operation};
use tollgate_books::team::Team;

use crate::books::{Books, Swept};

/// The outcome in the model, and in the database.
pub type Outcomes = (String, String);

/// Takes the step. An operation on a job, a call or a plan that is not there yet does nothing.
pub async fn take(
    connection: &mut PgConnection,
    team: &mut Team,
    books: &mut Books,
    operation: &Operation,
) -> Result<Outcomes> {
    let (jobs, calls, plans) = (books.jobs.len(), books.calls.len(), books.plans.len());
    let done = || ("done".to_owned(), "done".to_owned());
    let (expected, outcome) = match *operation {
        Operation::CreateJob { job_type, request } => {
            let now = books.now;
            (books.create_job(job_type, request), team.create_job(connection, now, job_type, request).await?)
        }
        Operation::Admit(asked) => {
            let asked = Admission { job: asked.job.and_then(|job| job.checked_rem(jobs)), ..asked };
            (books.admit(&asked)?, team.admit(connection, books.now, &asked).await?)
        }
        Operation::Settle { .. } if calls == 0 => return Ok(done()),
        Operation::Complete { .. } if jobs == 0 => return Ok(done()),
        Operation::EndPlan { .. } if plans == 0 => return Ok(done()),
        Operation::Settle { call, succeeded, used, finish, answered } => {
            let call = call % calls;
            let (usage, key) = (books.usage(call, used), books.requests.key_of(call));
            let outcome =
                team.settle(connection, call, succeeded, &usage, finish, answered.then_some(key)).await?;
            (books.settle(call, succeeded, usage, finish, answered)?, outcome)
        }
        Operation::Complete { job, status, request } => {
            let job = job % jobs;
            let expected = books.complete(job, status, request)?;
            (expected, team.complete(connection, job, status, request).await?)
        }
        Operation::AddCredits { credits, transaction_type, request } => {
            let expected = books.add_credits(credits, transaction_type, request);
            (expected, team.add_credits(connection, credits, transaction_type, request).await?)
        }
        Operation::SetCredits { allocated, used } => {
            (books.set_credits(allocated, used), team.set_credits(connection, allocated, used).await?)
        }
        Operation::ConfigureRefill { enabled, amount, period } => {
            let expected = books.refills.configure(enabled, amount, period, books.now);
            (expected, team.configure_refill(connection, enabled, amount, period).await?)
        }
        Operation::SetPlan { job_type, terms } => {
            (books.set_plan(job_type, terms)?, team.set_plan(connection, job_type, terms).await?)
        }
        Operation::EndPlan { plan } => {
            let plan = plan % plans;
            (books.end_plan(plan)?, team.end_plan(connection, plan).await?)
        }
        Operation::ChangeTerms { terms, markup_hundredths, refund_failed_jobs } => {
            (books.terms, books.markup_hundredths) = (terms, markup_hundredths);
            books.refund_failed_jobs = refund_failed_jobs;
            team.change_terms(connection, terms, markup_hundredths, refund_failed_jobs).await?;
            return Ok(done());
        }
        Operation::ChangeRates { requests, tokens } => {
            books.rates.limit(requests, tokens);
            team.change_rates(connection, requests, tokens).await?;
            return Ok(done());
        }
        Operation::TimePasses { seconds } => {
            books.now += seconds;
            clock::set(connection, books.now).await?;
            return Ok(done());
        }
        Operation::Sweep => return sweep(connection, books).await,
    };
    Ok((expected.to_owned(), outcome))
}

async fn sweep(connection: &mut PgConnection, books: &mut Books) -> Result<Outcomes> {
    let expected = books.sweep()?;
    let answer = sqlx::query_scalar("SELECT sweep_teams(100)").fetch_one(connection).await?;
    let swept: Swept = serde_json::from_value(answer)?;
    Ok((format!("{expected:?}"), format!("{swept:?}")))
}
