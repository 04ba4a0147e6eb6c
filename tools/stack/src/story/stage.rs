//! The database in which the story is played, and the playing.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use tokio::task::JoinSet;

use super::cast::{ACCOUNTANT, CREDITS_PER_DOLLAR, TEAMS, TOKENS_PER_CREDIT, Team};
use super::jobs::jobs;
use super::keys::Keys;
use super::step::Step;
use super::time::{DAY, HOUR, MINUTE, Span};
use super::world::World;
use super::{credits, setting, team_acts};
use crate::Checkout;
use crate::clock::{self, migrate_with_clock, use_clock};
use crate::database::{DatabaseUrl, create_database};
use crate::secrets::Secrets;

/// Of the random numbers that can be seen.
const SEED: u64 = 16;
/// How many steps one statement takes. Each is a transaction, whose old versions of rows the next ones clear away.
const STEPS_AT_ONCE: usize = 15;
/// How many teams act at the same time.
const AT_ONCE: usize = 3;
/// What is lost with the server is made again. Plans that are made for empty tables serve for full ones, and are made once.
const FAST: &str = "SET synchronous_commit = off; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off";
/// What calls and jobs may come to. Anything else is a mistake of the story.
const OUTCOMES: [&str; 12] = [
    "none",
    "granted",
    "admitted",
    "settled",
    "completed",
    "insufficient_credits",
    "job_not_found",
    "job_closed",
    "team_paused",
    "team_suspended",
    "rate_limited",
    "calls_in_progress",
];

/// A database of the story's own, whose clock is set.
pub struct Stage {
    database: DatabaseUrl,
    span: Span,
}

impl Stage {
    /// Makes it on the server of another database.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn build(checkout: &Checkout, beside: &DatabaseUrl, span: Span) -> Result<Self> {
        // Always the same one, so that what an interrupted run has left is found.
        let name = format!("story_{}", &vault::fingerprint(&[beside.name().as_bytes()])[..16]);
        let stage = Self { database: beside.with_database(&name), span };
        stage.clear_away(beside).await?;
        create_database(beside, &name).await.context("the story needs a database to be played in")?;
        if let Err(error) = stage.furnish(checkout).await {
            stage.clear_away(beside).await?;
            return Err(error);
        }
        Ok(stage)
    }

    async fn furnish(&self, checkout: &Checkout) -> Result<()> {
        migrate_with_clock(checkout, &self.database).await?;
        let mut connection = self.connect().await?;
        sqlx::raw_sql(include_str!("play.sql"))
            .execute(&mut connection)
            .await
            .context("play.sql is not right")?;
        Ok(())
    }

    /// A connection to it.
    ///
    /// # Errors
    /// If the server does not answer.
    pub async fn connect(&self) -> Result<PgConnection> {
        let mut connection = self.database.connect().await?;
        use_clock(&mut connection).await?;
        connection.execute(FAST).await?;
        Ok(connection)
    }

    /// Plays the quarter.
    ///
    /// # Errors
    /// If a step is refused.
    pub async fn play(&self, secrets: &Secrets, simulator: &str, calls: u32) -> Result<()> {
        let mut connection = self.connect().await?;
        let span = self.span;
        take(&mut connection, setting::before(span, secrets, simulator)?, span).await?;
        let mut world = World::read(&mut connection, span).await?;
        take(&mut connection, setting::later(span), span).await?;
        world.read_prices_from(&mut connection, setting::price_change(span)).await?;

        let mut teams: Vec<(usize, &'static Team)> = TEAMS.iter().enumerate().collect();
        // The longest last, from where they are taken first.
        teams.sort_by_key(|(_, team)| team.share);
        let mut playing = JoinSet::new();
        while !teams.is_empty() || !playing.is_empty() {
            while playing.len() < AT_ONCE
                && let Some((number, team)) = teams.pop()
            {
                let steps = steps_of_team(&world, team, number, secrets, calls)?;
                let mut connection = self.connect().await?;
                playing.spawn(async move {
                    let taken = take(&mut connection, steps, span).await;
                    taken.with_context(|| format!("the story of {}", team.id))
                });
            }
            if let Some(played) = playing.join_next().await {
                played.context("a part of the story broke off")??;
            }
        }
        clock::set(&mut connection, span.until / 1_000).await?;
        sqlx::raw_sql(include_str!("ending.sql"))
            .execute(&mut connection)
            .await
            .context("the end of the story")?;
        Ok(())
    }

    /// Drops it.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn clear_away(&self, beside: &DatabaseUrl) -> Result<()> {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database.name());
        beside.connect().await?.execute(AssertSqlSafe(drop)).await?;
        Ok(())
    }
}

/// All that happens to a team.
fn steps_of_team(
    world: &World,
    team: &'static Team,
    number: usize,
    secrets: &Secrets,
    calls: u32,
) -> Result<Vec<Step>> {
    let span = world.span;
    let (keys, mut steps) = Keys::of(team, number, span);
    let mut rng = StdRng::seed_from_u64(SEED + number as u64);
    let jobs = jobs(&mut rng, world, team, &keys, calls);
    let package = credits::package(team, &jobs);
    steps.extend(make(team, number, package, &keys, span));
    steps.extend(jobs.steps);
    steps.extend(credits::steps(team, number, package, span));
    steps.extend(team_acts::steps(team, span, secrets.keyring())?);
    Ok(steps)
}

/// A team is made, with its first credits.
fn make(team: &Team, number: usize, package: i64, keys: &Keys, span: Span) -> Vec<Step> {
    let at = span.from - 2 * DAY + 9 * HOUR + i64::try_from(number).unwrap_or_default() * 7 * MINUTE;
    let new = json!({
        "team_id": team.id, "organization_id": team.organization.id, "team_alias": team.name, "metadata": {},
        "access_groups": team.access_groups, "credits_allocated": package, "budget_mode": team.mode,
        "credits_per_dollar": CREDITS_PER_DOLLAR.to_string(), "tokens_per_credit": TOKENS_PER_CREDIT,
        "cost_markup_percentage": team.markup.to_string(), "refund_failed_jobs": team.refund,
    });
    vec![
        Step::act(
            at,
            "SELECT create_team(story.operator($1->>'by'), $1->'team', $1->'key')",
            json!({"by": ACCOUNTANT, "team": new, "key": keys.first}),
        ),
        Step::act(
            at + 2 * MINUTE,
            "SELECT update_team(story.operator($1->>'by'), $1->>'team', $1->'change')",
            json!({"by": ACCOUNTANT, "team": team.id, "change": {"model_groups": team.model_groups}}),
        ),
    ]
}

/// Takes the steps up to the end of the story, in the order of their times.
async fn take(connection: &mut PgConnection, mut steps: Vec<Step>, span: Span) -> Result<()> {
    steps.retain(|step| step.at <= span.until);
    steps.sort_by_key(|step| step.at);
    let mut steps = steps.into_iter().map(Step::into_json).peekable();
    while steps.peek().is_some() {
        let some: Vec<Value> = steps.by_ref().take(STEPS_AT_ONCE).collect();
        let outcomes: sqlx::types::Json<BTreeMap<String, u64>> = sqlx::query_scalar("SELECT story.play($1)")
            .bind(sqlx::types::Json(some))
            .fetch_one(&mut *connection)
            .await?;
        let unexpected = outcomes.keys().find(|outcome| !OUTCOMES.contains(&outcome.as_str()));
        ensure!(unexpected.is_none(), "a step of the story came to {outcomes:?}");
    }
    Ok(())
}
