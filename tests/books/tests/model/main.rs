//! The books of the database against a small model of them: random operations on both, compared after every step.
//!
//! `TOLLGATE_BOOKS_STEPS` sets the number of steps, `TOLLGATE_BOOKS_SEED` repeats a run.

mod books;
mod chances;
mod state;
mod step;

use std::cell::RefCell;

use anyhow::{Context, Result, ensure};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sqlx::PgConnection;
use tollgate_books::audited::ensure_books_are_right;
use tollgate_books::clock::{self, ClockedDatabases};
use tollgate_books::database::Database;
use tollgate_books::operations::{JOB_TYPES, Operation};
use tollgate_books::team::Team;

use crate::books::Books;
use crate::chances::{Start, operation, start};
use crate::state::State;
use crate::step::take;

/// How many operations are made on one team.
const STEPS_PER_TEAM: usize = 80;
/// How many operations there are between two audits.
const AUDIT_EVERY: usize = 20;

#[test]
fn the_books_follow_their_model_through_any_operations() -> Result<()> {
    let steps: usize = number_from("TOLLGATE_BOOKS_STEPS")?.unwrap_or(3_000);
    let seed: u64 = number_from("TOLLGATE_BOOKS_SEED")?.unwrap_or_else(rand::random);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = runtime.block_on(Database::start("books"))?;
    let databases = RefCell::new(runtime.block_on(ClockedDatabases::new(server.checkout(), server.url()))?);

    let config = Config {
        cases: u32::try_from(steps.div_ceil(STEPS_PER_TEAM))?,
        failure_persistence: None,
        max_shrink_iters: 200,
        max_shrink_time: 120_000,
        ..Config::default()
    };
    let mut seed_bytes = [0; 32];
    seed_bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes));
    let runs = (start(), prop::collection::vec((0_i64..3, operation()), STEPS_PER_TEAM));
    let result = runner.run(&runs, |(start, steps)| {
        let outcome = runtime
            .block_on(databases.borrow_mut().create())
            .and_then(|mut connection| runtime.block_on(run(&mut connection, &start, &steps)));
        outcome.map_err(|error| TestCaseError::fail(format!("{error:#}")))
    });
    runtime.block_on(databases.into_inner().close())?;
    result.map_err(|error| anyhow::anyhow!("TOLLGATE_BOOKS_SEED={seed}: {error}"))
}

fn number_from<T: std::str::FromStr>(variable: &str) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text = std::env::var(variable).ok();
    text.map(|text| text.parse().with_context(|| format!("{variable} is no number"))).transpose()
}

/// Makes the steps on a new team, each after some ticks of the clock.
async fn run(connection: &mut PgConnection, start: &Start, steps: &[(i64, Operation)]) -> Result<()> {
    let mut books = Books::new(start.now, start.credits, start.terms);
    clock::set(connection, books.now).await?;
    let mut team = Team::create(connection, start.credits, start.terms).await?;
    for (number, (ticks, operation)) in steps.iter().enumerate() {
        let step = || format!("step {number}, {operation:?}");
        if *ticks > 0 {
            books.now += ticks * clock::TICK;
            clock::set(connection, books.now).await?;
        }
        let (expected, outcome) =
            take(connection, &mut team, &mut books, operation).await.with_context(step)?;
        ensure!(outcome == expected, "{}: {outcome}, the model says {expected}", step());
        let state = State::in_the_database(connection, &team).await.with_context(step)?;
        state.ensure_is(&State::in_the_model(&books)?).with_context(step)?;
        if number % AUDIT_EVERY == AUDIT_EVERY - 1 {
            ensure_books_are_right(connection).await.with_context(step)?;
            ensure_lists_have_the_counted_length(connection, &team).await.with_context(step)?;
        }
    }
    ensure_books_are_right(connection).await
}

async fn ensure_lists_have_the_counted_length(connection: &mut PgConnection, team: &Team) -> Result<()> {
    let wrong: Vec<String> = sqlx::query_scalar(include_str!("lists.sql"))
        .bind(&team.name)
        .bind(JOB_TYPES)
        .fetch_all(connection)
        .await?;
    ensure!(wrong.is_empty(), "lists of jobs have other lengths than counted: {}", wrong.join("; "));
    Ok(())
}
