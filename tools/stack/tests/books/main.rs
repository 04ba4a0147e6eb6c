//! The books of the database against a small model of them: random operations on both, compared after every step.
//!
//! `TOLLGATE_BOOKS_STEPS` sets how many steps, `TOLLGATE_BOOKS_SEED` repeats a run.

mod database;
mod model;
mod operation;

use std::cell::RefCell;

use anyhow::{Context, Result, ensure};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sqlx::PgConnection;
use tollgate_stack::audit::{Finding, audit};
use tollgate_stack::database::{DatabaseUrl, create_database, migrate};
use tollgate_stack::node::NodeTools;
use tollgate_stack::{Checkout, Foundation, StackOptions};

use crate::database::{State, Team};
use crate::model::Books;
use crate::operation::{Ending, Operation, Terms, operation, terms};

/// How many operations a team lives through.
const LIFE: usize = 60;
/// Between two audits in a life.
const AUDIT_EVERY: usize = 20;

#[test]
fn the_books_follow_their_model_through_any_operations() -> Result<()> {
    let steps: usize = number_from("TOLLGATE_BOOKS_STEPS")?.unwrap_or(4_000);
    let seed: u64 = number_from("TOLLGATE_BOOKS_SEED")?.unwrap_or_else(rand::random);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let checkout = Checkout::find()?;
    let foundation = runtime.block_on(Foundation::lay(
        &checkout,
        &NodeTools::ready(&checkout)?,
        StackOptions::test(&checkout, "books")?,
    ))?;
    let connection = RefCell::new(runtime.block_on(foundation.database().connect())?);

    let config = Config {
        cases: u32::try_from(steps.div_ceil(LIFE))?,
        failure_persistence: None,
        max_shrink_iters: 100,
        ..Config::default()
    };
    let mut seed_bytes = [0; 32];
    seed_bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes));
    let lives = (0_i64..300, terms(), prop::collection::vec(operation(), LIFE));
    let result = runner.run(&lives, |(credits, terms, operations)| {
        let mut connection = connection.borrow_mut();
        let lived = runtime.block_on(live(&mut connection, credits + 1, terms, &operations));
        lived.map_err(|error| {
            // The audit sees the whole database: a smaller example is looked for in a clean one.
            match runtime.block_on(another(&checkout, foundation.database())) {
                Ok(clean) => *connection = clean,
                Err(trouble) => eprintln!("no clean database to go on in: {trouble:#}"),
            }
            TestCaseError::fail(format!("{error:#}"))
        })
    });
    result.map_err(|error| anyhow::anyhow!("TOLLGATE_BOOKS_SEED={seed}: {error}"))
}

/// A connection to a database of its own, with the schema and nothing else.
async fn another(checkout: &Checkout, server: &DatabaseUrl) -> Result<PgConnection> {
    let name = format!("books_{:016x}", rand::random::<u64>());
    let database = create_database(server, &name).await?;
    migrate(checkout, &database).await?;
    database.connect().await
}

fn number_from<T: std::str::FromStr>(variable: &str) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text = std::env::var(variable).ok();
    text.map(|text| text.parse().with_context(|| format!("{variable} is no number"))).transpose()
}

/// One team's life.
async fn live(
    connection: &mut PgConnection,
    credits: i64,
    terms: Terms,
    operations: &[Operation],
) -> Result<()> {
    let mut team = Team::create(connection, credits, terms).await?;
    let mut books = Books::new(credits, terms);
    for (number, operation) in operations.iter().enumerate() {
        let step = || format!("step {number}, {operation:?}");
        let (expected, outcome) =
            take(connection, &mut team, &mut books, operation).await.with_context(step)?;
        ensure!(outcome == expected, "{}: {outcome}, the model says {expected}", step());
        let (expected, state) = (state_of(&books), team.state(connection).await?);
        ensure!(state == expected, "{}: {state:?}, the model says {expected:?}", step());
        if number % AUDIT_EVERY == AUDIT_EVERY - 1 {
            assert_sound(connection).await.with_context(step)?;
        }
    }
    assert_sound(connection).await
}

/// One step on both sides. An operation on a job or a call that is not there yet does nothing.
async fn take(
    connection: &mut PgConnection,
    team: &mut Team,
    books: &mut Books,
    operation: &Operation,
) -> Result<(&'static str, String)> {
    const DONE: &str = "done";
    let (jobs, calls) = (books.jobs.len(), books.calls.len());
    let done = || (DONE, DONE.to_owned());
    Ok(match *operation {
        Operation::CreateJob => (books.create_job(), team.create_job(connection).await?),
        Operation::Admit { job, input_bound, max_output } => {
            let job = job.and_then(|job| job.checked_rem(jobs));
            let expected = books.admit(job, input_bound, max_output);
            (expected, team.admit(connection, job, input_bound, max_output).await?)
        }
        Operation::Settle { .. } | Operation::CallRunsOut { .. } if calls == 0 => done(),
        Operation::Complete { .. } | Operation::JobRunsOut { .. } if jobs == 0 => done(),
        Operation::Settle { call, succeeded, used, finish } => {
            let call = call % calls;
            let usage = books.usage(call, used);
            // Only a job's last open call finishes it.
            let is_last = !books.has_other_open_calls(books.calls[call].job, Some(call));
            let expected = books.settle(call, succeeded, &usage, finish.filter(|_| is_last));
            (expected, team.settle(connection, call, succeeded, &usage, finish).await?)
        }
        Operation::CallRunsOut { call } => {
            books.call_runs_out(call % calls);
            team.call_runs_out(connection, call % calls).await?;
            done()
        }
        Operation::JobRunsOut { job } => {
            books.job_runs_out(job % jobs);
            team.job_runs_out(connection, job % jobs).await?;
            done()
        }
        Operation::Complete { job, ending } => {
            let job = job % jobs;
            (books.complete(job, ending), team.complete(connection, job, ending).await?)
        }
        Operation::Grant { credits } => {
            books.remaining += credits;
            team.grant(connection, credits).await?;
            done()
        }
        Operation::ChangeTerms { terms, markup_hundredths, refund_failed_jobs } => {
            books.terms = terms;
            books.markup_hundredths = markup_hundredths;
            books.refund_failed_jobs = refund_failed_jobs;
            team.change(connection, terms, markup_hundredths, refund_failed_jobs).await?;
            done()
        }
    })
}

/// What the database should say.
fn state_of(books: &Books) -> State {
    let jobs = books.jobs.iter().map(|job| {
        let open = if job.terms.is_some() { "in_progress" } else { "pending" };
        let status = job.closed.map_or(open, Ending::as_str);
        (status.to_owned(), job.charged, job.settled_calls, job.tokens)
    });
    let calls = books.calls.iter().map(|call| (call.status.as_str().to_owned(), call.late));
    State { remaining: books.remaining, held: books.held, jobs: jobs.collect(), calls: calls.collect() }
}

async fn assert_sound(connection: &mut PgConnection) -> Result<()> {
    let findings = audit(connection).await?;
    let broken: Vec<String> = findings
        .iter()
        .filter(|finding| finding.is_breach())
        .map(|Finding { invariant, breaches, first }| format!("{} ({breaches}: {first:?})", invariant.name))
        .collect();
    ensure!(broken.is_empty(), "the audit found: {}", broken.join("; "));
    Ok(())
}
