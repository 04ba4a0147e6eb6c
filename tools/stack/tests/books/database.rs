//! The same steps on the real books: the SQL functions, called directly.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::model::{PRICING_TIERS, Usage};
use crate::operation::{Ending, Terms};

const METADATA_LIMIT: i64 = 65_536;

/// A team of its own, with an alias that it may call.
pub struct Team {
    name: String,
    key_hash: Vec<u8>,
    pricing: Value,
    jobs: Vec<Uuid>,
    calls: Vec<Uuid>,
}

/// What the database says of a team, in the order in which jobs and calls were made.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    pub remaining: i64,
    pub held: i64,
    /// Status, credits charged, settled calls, tokens.
    pub jobs: Vec<(String, i64, i64, i64)>,
    /// Status, and whether it was settled late.
    pub calls: Vec<(String, bool)>,
}

impl Team {
    pub async fn create(connection: &mut PgConnection, credits: i64, terms: Terms) -> Result<Self> {
        let name = new_id().simple().to_string();
        let key_hash = name.as_bytes().to_vec();
        sqlx::query("INSERT INTO organizations (organization_id, name) VALUES ($1, $1)")
            .bind(&name)
            .execute(&mut *connection)
            .await?;
        sqlx::query("INSERT INTO team_credits (team_id, organization_id) VALUES ($1, $1)")
            .bind(&name)
            .execute(&mut *connection)
            .await?;
        sqlx::query("INSERT INTO virtual_keys (key_hash, team_id, key_hint) VALUES ($1, $2, 'sk-…')")
            .bind(&key_hash)
            .bind(&name)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "WITH alias AS (
                 INSERT INTO model_aliases (model_alias, provider, actual_model, pricing_input, pricing_cached_input,
                                            pricing_output, pricing_tiers, max_output_tokens)
                 VALUES ($1, 'openai', 'model', 3, 0.3, 15, $2::text::jsonb, 4096) RETURNING model_alias_id),
             access AS (INSERT INTO model_access_groups (group_name) VALUES ($1) RETURNING access_group_id),
             member AS (INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
                        SELECT model_alias_id, access_group_id FROM alias, access)
             INSERT INTO team_access_groups (team_id, access_group_id) SELECT $1, access_group_id FROM access",
        )
        .bind(&name)
        .bind(PRICING_TIERS)
        .execute(&mut *connection)
        .await
        .context("the alias was not made")?;
        let pricing =
            sqlx::query_scalar("SELECT pricing_of(alias) FROM model_aliases AS alias WHERE model_alias = $1")
                .bind(&name)
                .fetch_one(&mut *connection)
                .await?;
        let team = Self { name, key_hash, pricing, jobs: Vec::new(), calls: Vec::new() };
        team.grant(connection, credits).await?;
        team.change(connection, terms, 0, true).await?;
        Ok(team)
    }

    pub async fn create_job(&mut self, connection: &mut PgConnection) -> Result<String> {
        let job = new_id();
        let answer = sqlx::query_scalar("SELECT create_job($1, $2, $3)")
            .bind(&self.key_hash)
            .bind(job)
            .bind(json!({"team_id": self.name, "job_type": "test"}))
            .fetch_one(connection)
            .await?;
        self.jobs.push(job);
        outcome(&answer)
    }

    pub async fn admit(
        &mut self,
        connection: &mut PgConnection,
        job: Option<usize>,
        input_bound: i64,
        max_output: i64,
    ) -> Result<String> {
        let call = new_id();
        let job_id = job.map_or_else(new_id, |job| self.jobs[job]);
        let new_job = job.is_none().then(|| json!({"team_id": self.name, "job_type": "test"}));
        let answer = sqlx::query_scalar(
            "SELECT admit_call($1, $2, $3, $4, $5, NULL, $6, $6 / 4, $7, '{}', '{}', '{openai}', '{}', $8, 900)",
        )
        .bind(&self.key_hash)
        .bind(job_id)
        .bind(new_job)
        .bind(call)
        .bind(&self.name)
        .bind(input_bound)
        .bind(max_output)
        .bind(METADATA_LIMIT)
        .fetch_one(connection)
        .await?;
        let outcome = outcome(&answer)?;
        if outcome == "admitted" {
            self.calls.push(call);
            if job.is_none() {
                self.jobs.push(job_id);
            }
        }
        Ok(outcome)
    }

    pub async fn settle(
        &self,
        connection: &mut PgConnection,
        call: usize,
        succeeded: bool,
        usage: &Usage,
        finish: Option<Ending>,
    ) -> Result<String> {
        let result = json!({
            "status": if succeeded { "succeeded" } else { "failed" },
            "provider": "openai",
            "model_used": self.name,
            "prompt_tokens": usage.input,
            "cached_input_tokens": usage.cached,
            "cache_write_5m_tokens": 0,
            "cache_write_1h_tokens": 0,
            "completion_tokens": usage.output,
            "reasoning_tokens": 0,
            "estimated": false,
            "pricing": self.pricing,
            "input_cost_usd": decimal(usage.input_cost, 12),
            "output_cost_usd": decimal(usage.output_cost, 12),
            "client_cost_usd": decimal(usage.client_cost, 16),
            "latency_ms": succeeded.then_some(usage.output),
            "error_code": (!succeeded).then_some("provider_error"),
        });
        let answer = sqlx::query_scalar("SELECT settle_call($1, $2, '{}', $3, $4::text::job_status)")
            .bind(self.calls[call])
            .bind(result)
            .bind(METADATA_LIMIT)
            .bind(finish.map(Ending::as_str))
            .fetch_one(connection)
            .await?;
        outcome(&answer)
    }

    pub async fn call_runs_out(&self, connection: &mut PgConnection, call: usize) -> Result<()> {
        sqlx::query(
            "WITH hold AS (UPDATE credit_holds SET expires_at = now() WHERE call_id = $1 AND state = 'held')
             UPDATE llm_calls SET expires_at = now() WHERE call_id = $1 AND status = 'admitted'",
        )
        .bind(self.calls[call])
        .execute(connection)
        .await?;
        Ok(())
    }

    pub async fn job_runs_out(&self, connection: &mut PgConnection, job: usize) -> Result<()> {
        sqlx::query(
            "UPDATE credit_holds SET expires_at = now() WHERE job_id = $1 AND call_id IS NULL AND state = 'held'",
        )
        .bind(self.jobs[job])
        .execute(connection)
        .await?;
        Ok(())
    }

    pub async fn complete(
        &self,
        connection: &mut PgConnection,
        job: usize,
        ending: Ending,
    ) -> Result<String> {
        let answer = sqlx::query_scalar("SELECT complete_job($1, $2, $3::text::job_status, '{}', $4, NULL)")
            .bind(&self.key_hash)
            .bind(self.jobs[job])
            .bind(ending.as_str())
            .bind(METADATA_LIMIT)
            .fetch_one(connection)
            .await?;
        outcome(&answer)
    }

    pub async fn grant(&self, connection: &mut PgConnection, credits: i64) -> Result<()> {
        sqlx::query("SELECT grant_credits($1, $2, 'allocation', 'Granted')")
            .bind(&self.name)
            .bind(credits)
            .execute(connection)
            .await?;
        Ok(())
    }

    pub async fn change(
        &self,
        connection: &mut PgConnection,
        terms: Terms,
        markup_hundredths: i64,
        refund_failed_jobs: bool,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE team_credits SET budget_mode = $2::text::budget_mode, credits_per_dollar = $3::bigint,
                    tokens_per_credit = $4, cost_markup_percentage = $5::bigint / 100.0, refund_failed_jobs = $6
             WHERE team_id = $1",
        )
        .bind(&self.name)
        .bind(terms.mode.as_str())
        .bind(terms.credits_per_dollar)
        .bind(terms.tokens_per_credit)
        .bind(markup_hundredths)
        .bind(refund_failed_jobs)
        .execute(connection)
        .await?;
        Ok(())
    }

    pub async fn state(&self, connection: &mut PgConnection) -> Result<State> {
        let (remaining, held) =
            sqlx::query_as("SELECT credits_remaining, credits_held FROM team_credits WHERE team_id = $1")
                .bind(&self.name)
                .fetch_one(&mut *connection)
                .await?;
        let jobs = sqlx::query_as(
            "SELECT status::text, credits_charged, coalesce(total_calls, 0), coalesce(total_tokens, 0)
             FROM unnest($1::uuid[]) WITH ORDINALITY AS made(job_id, number)
             JOIN jobs USING (job_id) LEFT JOIN job_cost_summaries USING (job_id) ORDER BY number",
        )
        .bind(&self.jobs)
        .fetch_all(&mut *connection)
        .await?;
        let calls = sqlx::query_as(
            "SELECT status::text, late FROM unnest($1::uuid[]) WITH ORDINALITY AS made(call_id, number)
             JOIN llm_calls USING (call_id) ORDER BY number",
        )
        .bind(&self.calls)
        .fetch_all(connection)
        .await?;
        Ok(State { remaining, held, jobs, calls })
    }
}

#[allow(clippy::disallowed_methods, reason = "a host program: the system clock is the clock")]
fn new_id() -> Uuid {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let milliseconds = u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &rand::random()).into_uuid()
}

/// The outcome, or for a refusal its reason.
fn outcome(answer: &Value) -> Result<String> {
    let field = if answer["outcome"] == "refused" { "reason" } else { "outcome" };
    Ok(answer[field].as_str().with_context(|| format!("no {field} in {answer}"))?.to_owned())
}

/// An amount in units of 10^-`places` as decimal text.
fn decimal(units: i128, places: u32) -> String {
    let one = 10_i128.pow(places);
    format!("{}.{:0width$}", units / one, units % one, width = places as usize)
}
