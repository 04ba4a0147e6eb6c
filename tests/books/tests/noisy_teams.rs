//! Teams that ask for too much of what everybody shares are refused it, and the others do not wait for them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sqlx::PgConnection;
use tollgate_books::database::Database;
use tollgate_books::operations::Terms;
use tollgate_books::team::{Team, operator};
use uuid::Uuid;

async fn two_teams(connection: &mut PgConnection) -> Result<[Team; 2]> {
    Ok([
        Team::create(connection, 100, Terms::BY_USAGE).await?,
        Team::create(connection, 100, Terms::BY_USAGE).await?,
    ])
}

/// Opens a job of some type with the key of the team, and gives back the answer.
async fn open_job(connection: &mut PgConnection, team: &Team, job_type: &str) -> Result<Value> {
    sqlx::query_scalar("SELECT create_job($1, new_uuid(), $2)")
        .bind(team.name.as_bytes())
        .bind(json!({"team_id": team.name, "job_type": job_type}))
        .fetch_one(connection)
        .await
        .map_err(Into::into)
}

async fn webhook_of(connection: &mut PgConnection, team: &Team) -> Result<Uuid> {
    sqlx::query_scalar(
        "INSERT INTO webhooks (webhook_id, team_id, webhook_url, events, sealed_secret)
         VALUES (new_uuid(), $1, 'https://hooks.example/', '{job.completed}', '{}') RETURNING webhook_id",
    )
    .bind(&team.name)
    .fetch_one(connection)
    .await
    .context("the webhook was not created")
}

async fn test_webhook(connection: &mut PgConnection, webhook: Uuid) -> Result<Value> {
    Ok(sqlx::query_scalar("SELECT test_webhook($1, $2)")
        .bind(operator())
        .bind(webhook)
        .fetch_one(connection)
        .await?)
}

#[tokio::test]
async fn a_job_counts_towards_the_requests_of_its_team() -> Result<()> {
    let database = Database::start("job_rate").await?;
    let mut connection = database.connect().await?;
    let team = Team::create(&mut connection, 100, Terms::BY_USAGE).await?;
    sqlx::query(
        "UPDATE team_credits SET rpm_limit = 3, tpm_limit = 1000, tokens_left = -50 WHERE team_id = $1",
    )
    .bind(&team.name)
    .execute(&mut connection)
    .await?;
    for _ in 0..3 {
        let answer = open_job(&mut connection, &team, "summary").await?;
        ensure!(answer["outcome"] == "created", "{answer}");
    }
    let refused = open_job(&mut connection, &team, "summary").await?;
    ensure!(refused["reason"] == "rate_limited" && refused["limited_by"] == "requests", "{refused}");
    ensure!(refused["retry_after_ms"].as_i64().is_some_and(|wait| (1..=20_000).contains(&wait)), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_team_that_takes_ids_for_types_of_jobs_is_refused_new_ones() -> Result<()> {
    let database = Database::start("job_types").await?;
    let mut connection = database.connect().await?;
    let [many, other] = two_teams(&mut connection).await?;
    for number in 0..500 {
        let answer = open_job(&mut connection, &many, &format!("order {number}")).await?;
        ensure!(answer["outcome"] == "created", "{answer}");
    }
    let refused = open_job(&mut connection, &many, "order 500").await?;
    ensure!(refused["reason"] == "too_many_job_types" && refused["limit"] == 500, "{refused}");
    for (team, job_type) in [(&many, "order 7"), (&other, "order 500")] {
        let answer = open_job(&mut connection, team, job_type).await?;
        ensure!(answer["outcome"] == "created", "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn a_team_tries_its_webhooks_ten_times_a_minute() -> Result<()> {
    let database = Database::start("webhook_tests").await?;
    let mut connection = database.connect().await?;
    let [eager, other] = two_teams(&mut connection).await?;
    let webhooks = [webhook_of(&mut connection, &eager).await?, webhook_of(&mut connection, &eager).await?];
    for turn in 0..10 {
        let answer = test_webhook(&mut connection, webhooks[turn % 2]).await?;
        ensure!(answer["outcome"] == "granted", "{answer}");
    }
    let refused = test_webhook(&mut connection, webhooks[0]).await?;
    ensure!(refused["reason"] == "too_many_tests", "{refused}");
    let wait = refused["retry_after_seconds"].as_i64();
    ensure!(wait.is_some_and(|wait| (1..=60).contains(&wait)), "{refused}");
    let of_other = webhook_of(&mut connection, &other).await?;
    let answer = test_webhook(&mut connection, of_other).await?;
    ensure!(answer["outcome"] == "granted", "{answer}");
    Ok(())
}

#[tokio::test]
async fn the_message_of_a_quiet_team_goes_out_in_the_next_round() -> Result<()> {
    let database = Database::start("webhook_turns").await?;
    let mut connection = database.connect().await?;
    let [noisy, quiet] = two_teams(&mut connection).await?;
    for _ in 0..40 {
        let webhook = webhook_of(&mut connection, &noisy).await?;
        sqlx::query(
            "INSERT INTO webhook_deliveries (webhook_id, team_id, event, body, next_attempt_at)
             SELECT $1, $2, 'webhook.test', '{}', now() - interval '1 hour' FROM generate_series(1, 5)",
        )
        .bind(webhook)
        .bind(&noisy.name)
        .execute(&mut connection)
        .await?;
    }
    let webhook = webhook_of(&mut connection, &quiet).await?;
    test_webhook(&mut connection, webhook).await?;
    let round: Value = sqlx::query_scalar("SELECT claim_deliveries($1, 30, 5, 60)")
        .bind(operator())
        .fetch_one(&mut connection)
        .await?;
    let teams: Vec<&Value> = round["value"]["deliveries"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|delivery| &delivery["team_id"])
        .collect();
    ensure!(teams.len() == 30 && round["value"]["more"] == true, "{round}");
    ensure!(teams.iter().filter(|team| **team == quiet.name.as_str()).count() == 1, "{teams:?}");
    Ok(())
}
