//! Many requests at the same time: what must happen once happens once, whichever request comes first.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use api::credits::TransactionType;
use api::plans::BillingPeriod;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tollgate_books::audited::ensure_books_are_right;
use tollgate_books::database::Database;
use tollgate_books::operations::{Admission, PlanTerms, Request, RequestKind, Terms};
use tollgate_books::prices::Usage;
use tollgate_books::team::{Team, idempotency, operator};

/// How many requests are made at once.
const AT_ONCE: usize = 50;

/// A database with one team.
async fn team(name: &str, credits: i64) -> Result<(Database, PgConnection, Team)> {
    let database = Database::start(name).await?;
    let mut connection = database.connect().await?;
    let team = Team::create(&mut connection, credits, Terms::BY_USAGE).await?;
    Ok((database, connection, team))
}

fn now() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?)
}

/// Makes all queries at once, each on its own connection.
async fn all_at_once(database: &Database, queries: Vec<String>) -> Result<Vec<Value>> {
    let start = Arc::new(Barrier::new(queries.len()));
    let mut running = JoinSet::new();
    for query in queries {
        let (mut connection, start) = (database.connect().await?, start.clone());
        running.spawn(async move {
            start.wait().await;
            sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut connection).await
        });
    }
    let mut answers = Vec::new();
    while let Some(answer) = running.join_next().await {
        answers.push(answer??);
    }
    Ok(answers)
}

fn outcomes(answers: &[Value], outcome: &str) -> usize {
    answers.iter().filter(|answer| answer["outcome"] == outcome).count()
}

#[tokio::test]
async fn jobs_that_are_completed_at_once_are_numbered_without_a_gap() -> Result<()> {
    const FIRST: usize = 20;
    let (database, mut connection, mut team) = team("numbered_jobs", 10_000).await?;
    let terms = PlanTerms::Tiered {
        period: BillingPeriod::Monthly,
        first_jobs: i64::try_from(FIRST)?,
        first_price: 1_000_000,
        price: 500_000,
    };
    team.set_plan(&mut connection, None, terms).await?;
    let asked = Admission { job: None, job_type: 0, input_bound: 10, max_output: 10, request: None };
    for call in 0..AT_ONCE {
        team.admit(&mut connection, now()?, &asked).await?;
        let usage = Usage::new(10, 0, 10, None);
        team.settle(&mut connection, call, true, &usage, None, None).await?;
    }
    let complete = |job| {
        format!(
            "SELECT complete_job(convert_to('{}', 'UTF8'), '{job}', 'completed', '{{}}', 65536, NULL)",
            team.name
        )
    };
    let answers = all_at_once(&database, team.jobs.iter().map(complete).collect()).await?;
    ensure!(outcomes(&answers, "completed") == AT_ONCE, "{answers:?}");

    let numbered: Vec<(i64, String)> = sqlx::query_as(
        "SELECT plan_position, trim_scale(job_price_usd)::text FROM jobs JOIN job_cost_summaries USING (job_id)
         WHERE team_id = $1 ORDER BY plan_position",
    )
    .bind(&team.name)
    .fetch_all(&mut connection)
    .await?;
    let price = |number| if number <= FIRST { "1" } else { "0.5" };
    let expected = (1..=AT_ONCE).map(|number| Ok((i64::try_from(number)?, price(number).to_owned())));
    ensure!(numbered == expected.collect::<Result<Vec<_>>>()?, "{numbered:?}");
    let (used, held): (i64, i64) =
        sqlx::query_as("SELECT credits_used, credits_held FROM team_credits WHERE team_id = $1")
            .bind(&team.name)
            .fetch_one(&mut connection)
            .await?;
    // Ten credits a dollar.
    let owed = FIRST * 10 + (AT_ONCE - FIRST) * 5;
    ensure!((used, held) == (i64::try_from(owed)?, 0), "used {used} of {owed}, held {held}");
    ensure_books_are_right(&mut connection).await
}

#[tokio::test]
async fn credits_that_are_added_many_times_with_one_key_are_added_once() -> Result<()> {
    let (database, mut connection, team) = team("one_key", 10).await?;
    let request = Request { key: 1, variant: 0 };
    let add = format!(
        "SELECT add_credits('{}', '{}', 100, '{}', 'Given', '{}')",
        operator(),
        team.name,
        TransactionType::Allocation.as_str(),
        idempotency(RequestKind::AddCredits, Some(request)).context("no key")?
    );
    let answers = all_at_once(&database, vec![add; AT_ONCE]).await?;
    let (granted, replayed) = (outcomes(&answers, "granted"), outcomes(&answers, "replayed"));
    ensure!((granted, replayed) == (1, AT_ONCE - 1), "{granted} granted, {replayed} replayed");
    let first = answers.iter().find(|answer| answer["outcome"] == "granted").context("none was granted")?;
    for answer in answers.iter().filter(|answer| answer["outcome"] == "replayed") {
        ensure!(answer["answer"]["value"] == first["value"], "{answer} is not the first answer, {first}");
    }
    ensure!(remaining(&mut connection, &team).await? == 110);
    ensure_books_are_right(&mut connection).await
}

#[tokio::test]
async fn a_refill_that_is_due_is_made_once_by_whichever_request_comes_first() -> Result<()> {
    let (database, mut connection, team) = team("one_refill", 1).await?;
    team.configure_refill(&mut connection, true, Some(100), Some(BillingPeriod::Daily)).await?;
    sqlx::query("UPDATE team_credits SET refills_since = now() - interval '25 hours' WHERE team_id = $1")
        .bind(&team.name)
        .execute(&mut connection)
        .await?;
    let request = |number| {
        match number % 2 {
        0 => "SELECT sweep_teams(100)".to_owned(),
        _ => format!(
            "SELECT admit_call(convert_to('{name}', 'UTF8'), new_uuid(), '{{\"team_id\": \"{name}\", \"job_type\": \"report\"}}',
                new_uuid(), '{name}', NULL, 10, 2, 10, '{{}}', '{{}}', '{{}}', '{{openai}}', '{{}}', 65536, 900)",
            name = team.name
        ),
    }
    };
    let answers = all_at_once(&database, (0..AT_ONCE).map(request).collect()).await?;
    ensure!(outcomes(&answers, "admitted") == AT_ONCE / 2, "{answers:?}");
    ensure!(remaining(&mut connection, &team).await? == 101);
    ensure_books_are_right(&mut connection).await
}

async fn remaining(connection: &mut PgConnection, team: &Team) -> Result<i64> {
    let query = sqlx::query_scalar("SELECT credits_remaining FROM team_credits WHERE team_id = $1");
    Ok(query.bind(&team.name).fetch_one(connection).await?)
}
