//! The books of the database against a small model of them: random operations on both, compared after every step.
//!
//! `TOLLGATE_BOOKS_STEPS` sets how many steps, `TOLLGATE_BOOKS_SEED` repeats a run.

mod clock;
mod concurrency;
mod model;
mod operation;
mod state;
mod step;
mod team;

use std::cell::RefCell;

use anyhow::{Context, Result, ensure};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sqlx::PgConnection;
use tollgate_stack::audit::{Finding, audit};
use tollgate_stack::node::NodeTools;
use tollgate_stack::{Checkout, Foundation, StackOptions};

use crate::clock::Clockmaker;
use crate::model::Books;
use crate::operation::{JOB_TYPES, Operation, Start, operation, start};
use crate::state::State;
use crate::step::take;
use crate::team::Team;

/// How many operations a team lives through.
const LIFE: usize = 80;
/// Between two audits in a life.
const AUDIT_EVERY: usize = 20;

#[test]
fn the_books_follow_their_model_through_any_operations() -> Result<()> {
    let steps: usize = number_from("TOLLGATE_BOOKS_STEPS")?.unwrap_or(3_000);
    let seed: u64 = number_from("TOLLGATE_BOOKS_SEED")?.unwrap_or_else(rand::random);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let checkout = Checkout::find()?;
    let foundation = runtime.block_on(Foundation::lay(
        &checkout,
        &NodeTools::ready(&checkout)?,
        StackOptions::test(&checkout, "books")?,
    ))?;
    let clockmaker = RefCell::new(runtime.block_on(Clockmaker::new(&checkout, foundation.database()))?);

    let config = Config {
        cases: u32::try_from(steps.div_ceil(LIFE))?,
        failure_persistence: None,
        max_shrink_iters: 200,
        max_shrink_time: 120_000,
        ..Config::default()
    };
    let mut seed_bytes = [0; 32];
    seed_bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes));
    let lives = (start(), prop::collection::vec((0_i64..3, operation()), LIFE));
    let result = runner.run(&lives, |(start, steps)| {
        let lived = runtime
            .block_on(clockmaker.borrow_mut().database())
            .and_then(|mut connection| runtime.block_on(live(&mut connection, &start, &steps)));
        lived.map_err(|error| TestCaseError::fail(format!("{error:#}")))
    });
    runtime.block_on(clockmaker.into_inner().close())?;
    result.map_err(|error| anyhow::anyhow!("TOLLGATE_BOOKS_SEED={seed}: {error}"))
}

fn number_from<T: std::str::FromStr>(variable: &str) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text = std::env::var(variable).ok();
    text.map(|text| text.parse().with_context(|| format!("{variable} is no number"))).transpose()
}

/// One team's life, each step after a while.
async fn live(connection: &mut PgConnection, start: &Start, steps: &[(i64, Operation)]) -> Result<()> {
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
            assert_sound(connection).await.with_context(step)?;
            assert_lists_are_as_long_as_told(connection, &team).await.with_context(step)?;
        }
    }
    assert_sound(connection).await
}

async fn assert_lists_are_as_long_as_told(connection: &mut PgConnection, team: &Team) -> Result<()> {
    let wrong: Vec<String> = sqlx::query_scalar(include_str!("lists.sql"))
        .bind(&team.name)
        .bind(JOB_TYPES)
        .fetch_all(connection)
        .await?;
    ensure!(wrong.is_empty(), "lists of jobs have other lengths than told: {}", wrong.join("; "));
    Ok(())
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
