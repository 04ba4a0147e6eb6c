//! A team in a database: the operations on its books, made by calling the SQL functions directly.

mod as_json;
mod operators;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use api::credits::FailedJobRefund;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use self::as_json::{decimal, outcome};
pub use self::as_json::{idempotency, operator};
use crate::operations::{
    Admission, CALL_LASTS, FinalStatus, JOB_TYPES, Request, RequestKey, RequestKind, Terms,
};
use crate::prices::{PRICING_TIERS, Usage};

/// The most bytes of a job's metadata.
const METADATA_LIMIT: i64 = 65_536;

/// A team with an organization of its own, and an alias that it may call.
pub struct Team {
    /// Its id, which is also that of its organization and the name of its alias.
    pub name: String,
    /// Its jobs in the order in which they were created.
    pub jobs: Vec<Uuid>,
    /// Its calls in the order in which they were admitted.
    pub calls: Vec<Uuid>,
    /// Its pricing plans in the order in which they were set.
    pub plans: Vec<Uuid>,
    key_hash: Vec<u8>,
    pricing: Value,
    /// The first answer of each request, which must be the answer of the same request when it is sent again.
    answers: HashMap<RequestKey, Value>,
}

impl Team {
    /// Creates a team that has been given these credits.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn create(connection: &mut PgConnection, credits: i64, terms: Terms) -> Result<Self> {
        let name = Uuid::from_u128(rand::random()).simple().to_string();
        let key_hash = name.as_bytes().to_vec();
        for insert in [
            "INSERT INTO organizations (organization_id, name) VALUES ($1, $1)",
            "INSERT INTO team_credits (team_id, organization_id) VALUES ($1, $1)",
            "INSERT INTO virtual_keys (key_hash, team_id, key_hint) VALUES (convert_to($1, 'UTF8'), $1, 'sk-…')",
        ] {
            sqlx::query(insert).bind(&name).execute(&mut *connection).await?;
        }
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
        .context("the alias was not created")?;
        let pricing =
            sqlx::query_scalar("SELECT pricing_of(alias) FROM model_aliases AS alias WHERE model_alias = $1")
                .bind(&name)
                .fetch_one(&mut *connection)
                .await?;
        sqlx::query("SELECT grant_credits($1, $2, 'allocation', 'Granted')")
            .bind(&name)
            .bind(credits)
            .execute(&mut *connection)
            .await?;
        let (jobs, calls, plans) = (Vec::new(), Vec::new(), Vec::new());
        let team = Self { name, jobs, calls, plans, key_hash, pricing, answers: HashMap::new() };
        team.change_terms(connection, terms, 0, FailedJobRefund::default()).await?;
        Ok(team)
    }

    /// Creates a job at a time in seconds since 1970. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses, or the answer to a repeated request is not the first one.
    pub async fn create_job(
        &mut self,
        connection: &mut PgConnection,
        now: i64,
        job_type: usize,
        request: Option<Request>,
    ) -> Result<String> {
        let job = new_id(now)?;
        let answer = sqlx::query_scalar("SELECT create_job($1, $2, $3, $4)")
            .bind(&self.key_hash)
            .bind(job)
            .bind(self.new_job(job_type))
            .bind(idempotency(RequestKind::CreateJob, request))
            .fetch_one(connection)
            .await?;
        let outcome = self.checked_outcome(RequestKind::CreateJob, request, &answer)?;
        if outcome == "created" {
            self.jobs.push(job);
        }
        Ok(outcome)
    }

    fn new_job(&self, job_type: usize) -> Value {
        json!({"team_id": self.name, "job_type": JOB_TYPES[job_type]})
    }

    /// Admits a call at a time in seconds since 1970. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses, or the answer to a repeated request is not the first one.
    pub async fn admit(
        &mut self,
        connection: &mut PgConnection,
        now: i64,
        asked: &Admission,
    ) -> Result<String> {
        let (call, new_job) = (new_id(now)?, new_id(now)?);
        let job = asked.job.map_or(new_job, |job| self.jobs[job]);
        let answer = sqlx::query_scalar("SELECT admit_call($1, $2, $3, $4, $5, NULL, $6, $7, $8, '{}', '{}', '{}', '{openai}', '{}', $9, $10, $11)")
        .bind(&self.key_hash)
        .bind(job)
        .bind(asked.job.is_none().then(|| self.new_job(asked.job_type)))
        .bind(call)
        .bind(&self.name)
        .bind(asked.input_bound)
        .bind(asked.estimated_input())
        .bind(asked.max_output)
        .bind(METADATA_LIMIT)
        .bind(CALL_LASTS)
        .bind(idempotency(RequestKind::Admit, asked.request))
        .fetch_one(connection)
        .await?;
        let outcome = self.checked_outcome(RequestKind::Admit, asked.request, &answer)?;
        if outcome == "admitted" {
            self.calls.push(call);
            if asked.job.is_none() {
                self.jobs.push(new_job);
            }
        }
        Ok(outcome)
    }

    /// Settles a call and, if `finish` names a status, closes its job. `answered` is whether an answer is kept, and for which
    /// idempotency key. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn settle(
        &mut self,
        connection: &mut PgConnection,
        call: usize,
        succeeded: bool,
        usage: &Usage,
        finish: Option<FinalStatus>,
        answered: Option<Option<RequestKey>>,
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
            "failed_attempts_cost_usd": decimal(usage.failed_attempts_cost, 12),
            "in_doubt_usd": decimal(usage.in_doubt, 12),
            "in_doubt_bound_usd": decimal(2 * usage.in_doubt, 12),
            "attempts": [
                {"end": "answered", "cost_usd": decimal(usage.failed_attempts_cost, 12), "in_doubt_usd": "0",
                    "in_doubt_bound_usd": "0"},
                {"end": "in_doubt", "cost_usd": "0", "in_doubt_usd": decimal(usage.in_doubt, 12),
                    "in_doubt_bound_usd": decimal(2 * usage.in_doubt, 12)},
                {"end": "answered", "cost_usd": decimal(usage.input_cost + usage.output_cost, 12), "in_doubt_usd": "0",
                    "in_doubt_bound_usd": "0"},
            ],
            "client_cost_usd": decimal(usage.client_cost, 16),
            "latency_ms": succeeded.then_some(usage.output),
            "error_code": (!succeeded).then_some("provider_error"),
        });
        let kept = answered.map(|_| json!({"call": call}));
        let answer = sqlx::query_scalar("SELECT settle_call($1, $2, '{}', $3, $4::text::job_status, $5)")
            .bind(self.calls[call])
            .bind(result)
            .bind(METADATA_LIMIT)
            .bind(finish.map(FinalStatus::as_str))
            .bind(&kept)
            .fetch_one(connection)
            .await?;
        if let (Some(Some(key)), Some(kept)) = (answered, kept) {
            self.answers.insert(key, kept);
        }
        outcome(&answer)
    }

    /// Completes a job. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses, or the answer to a repeated request is not the first one.
    pub async fn complete(
        &mut self,
        connection: &mut PgConnection,
        job: usize,
        status: FinalStatus,
        request: Option<Request>,
    ) -> Result<String> {
        let answer =
            sqlx::query_scalar("SELECT complete_job($1, $2, $3::text::job_status, '{}', $4, NULL, $5)")
                .bind(&self.key_hash)
                .bind(self.jobs[job])
                .bind(status.as_str())
                .bind(METADATA_LIMIT)
                .bind(idempotency(RequestKind::Complete, request))
                .fetch_one(connection)
                .await?;
        self.checked_outcome(RequestKind::Complete, request, &answer)
    }

    /// The outcome, or for a refusal its reason. The answer to a repeated request must be the first one.
    fn checked_outcome(
        &mut self,
        kind: RequestKind,
        request: Option<Request>,
        answer: &Value,
    ) -> Result<String> {
        let outcome = outcome(answer)?;
        if let Some(request) = request {
            let key = (kind.holder(), request.key);
            match outcome.as_str() {
                "replayed" => {
                    let first = self.answers.get(&key);
                    ensure!(first == Some(&answer["answer"]), "{answer} is not the first answer, {first:?}");
                }
                "created" | "completed" | "granted" => {
                    let mut first = answer.clone();
                    first.as_object_mut().context("no object")?.remove("outcome");
                    self.answers.insert(key, first);
                }
                _ => {}
            }
        }
        Ok(outcome)
    }
}

/// A UUIDv7 of this second. Those of one second sort as they were made, as the model has it: a sweep closes idle jobs in the order of
/// their ids.
fn new_id(now: i64) -> Result<Uuid> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let milliseconds = u64::try_from(now * 1000)?;
    let mut tail: [u8; 10] = rand::random();
    tail[..4].fill(0);
    tail[4..8].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &tail).into_uuid())
}
