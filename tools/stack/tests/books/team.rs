//! The same steps on the real books: the SQL functions, called directly.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::model::prices::PRICING_TIERS;
use crate::model::requests::{Key, Kind};
use crate::model::{Admission, CALL_LASTS, Usage};
use crate::operation::{Ending, Gift, JOB_TYPES, PlanTerms, Request, Terms};

const METADATA_LIMIT: i64 = 65_536;

/// A team of its own, with an alias that it may call. Jobs, calls and plans are in the order in which they were made.
pub struct Team {
    pub name: String,
    pub jobs: Vec<Uuid>,
    pub calls: Vec<Uuid>,
    pub plans: Vec<Uuid>,
    key_hash: Vec<u8>,
    pricing: Value,
    /// What is to be answered to whoever asks again.
    answers: HashMap<Key, Value>,
}

impl Team {
    pub async fn create(connection: &mut PgConnection, credits: i64, terms: Terms) -> Result<Self> {
        let name = Uuid::from_u128(rand::random()).simple().to_string();
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
        sqlx::query("SELECT grant_credits($1, $2, 'allocation', 'Granted')")
            .bind(&name)
            .bind(credits)
            .execute(&mut *connection)
            .await?;
        let (jobs, calls, plans) = (Vec::new(), Vec::new(), Vec::new());
        let team = Self { name, jobs, calls, plans, key_hash, pricing, answers: HashMap::new() };
        team.change_terms(connection, terms, 0, true).await?;
        Ok(team)
    }

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
            .bind(idempotency(Kind::CreateJob, request))
            .fetch_one(connection)
            .await?;
        let outcome = self.outcome(Kind::CreateJob, request, &answer)?;
        if outcome == "created" {
            self.jobs.push(job);
        }
        Ok(outcome)
    }

    fn new_job(&self, job_type: usize) -> Value {
        json!({"team_id": self.name, "job_type": JOB_TYPES[job_type]})
    }

    pub async fn admit(
        &mut self,
        connection: &mut PgConnection,
        now: i64,
        asked: &Admission,
    ) -> Result<String> {
        let (call, new_job) = (new_id(now)?, new_id(now)?);
        let job = asked.job.map_or(new_job, |job| self.jobs[job]);
        let answer = sqlx::query_scalar(
            "SELECT admit_call($1, $2, $3, $4, $5, NULL, $6, $7, $8, '{}', '{}', '{openai}', '{}', $9, $10, $11)",
        )
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
        .bind(idempotency(Kind::Admit, asked.request))
        .fetch_one(connection)
        .await?;
        let outcome = self.outcome(Kind::Admit, asked.request, &answer)?;
        if outcome == "admitted" {
            self.calls.push(call);
            if asked.job.is_none() {
                self.jobs.push(new_job);
            }
        }
        Ok(outcome)
    }

    /// The answer, if there is one, is for the key that waits for it.
    pub async fn settle(
        &mut self,
        connection: &mut PgConnection,
        call: usize,
        succeeded: bool,
        usage: &Usage,
        finish: Option<Ending>,
        answered: Option<Option<Key>>,
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
        let kept = answered.map(|_| json!({"call": call}));
        let answer = sqlx::query_scalar("SELECT settle_call($1, $2, '{}', $3, $4::text::job_status, $5)")
            .bind(self.calls[call])
            .bind(result)
            .bind(METADATA_LIMIT)
            .bind(finish.map(Ending::as_str))
            .bind(&kept)
            .fetch_one(connection)
            .await?;
        if let (Some(Some(key)), Some(kept)) = (answered, kept) {
            self.answers.insert(key, kept);
        }
        outcome(&answer)
    }

    pub async fn complete(
        &mut self,
        connection: &mut PgConnection,
        job: usize,
        ending: Ending,
        request: Option<Request>,
    ) -> Result<String> {
        let answer =
            sqlx::query_scalar("SELECT complete_job($1, $2, $3::text::job_status, '{}', $4, NULL, $5)")
                .bind(&self.key_hash)
                .bind(self.jobs[job])
                .bind(ending.as_str())
                .bind(METADATA_LIMIT)
                .bind(idempotency(Kind::Complete, request))
                .fetch_one(connection)
                .await?;
        self.outcome(Kind::Complete, request, &answer)
    }

    pub async fn add_credits(
        &mut self,
        connection: &mut PgConnection,
        credits: i64,
        gift: Gift,
        request: Option<Request>,
    ) -> Result<String> {
        let answer =
            sqlx::query_scalar("SELECT add_credits($1, $2, $3, $4::text::transaction_type, 'Given', $5)")
                .bind(operator())
                .bind(&self.name)
                .bind(credits)
                .bind(gift.as_str())
                .bind(idempotency(Kind::AddCredits, request))
                .fetch_one(connection)
                .await?;
        self.outcome(Kind::AddCredits, request, &answer)
    }

    pub async fn set_credits(
        &self,
        connection: &mut PgConnection,
        allocated: Option<i64>,
        used: Option<i64>,
    ) -> Result<String> {
        let answer = sqlx::query_scalar("SELECT update_team($1, $2, jsonb_strip_nulls($3))")
            .bind(operator())
            .bind(&self.name)
            .bind(json!({"credits_allocated": allocated, "credits_used": used}))
            .fetch_one(connection)
            .await?;
        outcome(&answer)
    }

    pub async fn change_terms(
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

    pub async fn change_rates(
        &self,
        connection: &mut PgConnection,
        requests: Option<i64>,
        tokens: Option<i64>,
    ) -> Result<()> {
        sqlx::query("UPDATE team_credits SET rpm_limit = $2, tpm_limit = $3 WHERE team_id = $1")
            .bind(&self.name)
            .bind(requests)
            .bind(tokens)
            .execute(connection)
            .await?;
        Ok(())
    }

    pub async fn configure_refill(
        &self,
        connection: &mut PgConnection,
        enabled: bool,
        amount: Option<i64>,
        period: Option<ledger::BillingPeriod>,
    ) -> Result<String> {
        let answer =
            sqlx::query_scalar("SELECT configure_auto_refill($1, $2, $3, $4, $5::text::billing_period)")
                .bind(operator())
                .bind(&self.name)
                .bind(enabled)
                .bind(amount)
                .bind(period.map(ledger::BillingPeriod::as_str))
                .fetch_one(connection)
                .await?;
        outcome(&answer)
    }

    pub async fn set_plan(
        &mut self,
        connection: &mut PgConnection,
        job_type: Option<usize>,
        terms: PlanTerms,
    ) -> Result<String> {
        let answer: Value = sqlx::query_scalar("SELECT set_pricing_plan($1, $2, $3, $4)")
            .bind(operator())
            .bind(&self.name)
            .bind(job_type.map(|job_type| JOB_TYPES[job_type]))
            .bind(terms_in_json(terms))
            .fetch_one(connection)
            .await?;
        self.plans.push(answer["value"]["plan_id"].as_str().context("no plan_id")?.parse()?);
        outcome(&answer)
    }

    pub async fn end_plan(&self, connection: &mut PgConnection, plan: usize) -> Result<String> {
        let answer = sqlx::query_scalar("SELECT end_pricing_plan($1, $2)")
            .bind(operator())
            .bind(self.plans[plan])
            .fetch_one(connection)
            .await?;
        outcome(&answer)
    }

    /// The outcome, or for a refusal its reason. What is answered again must be the first answer.
    fn outcome(&mut self, kind: Kind, request: Option<Request>, answer: &Value) -> Result<String> {
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

pub fn operator() -> Value {
    json!({"kind": "admin_key"})
}

/// The hash of a request tells its kind and its variant.
pub fn idempotency(kind: Kind, request: Option<Request>) -> Option<Value> {
    request.map(|Request { key, variant }| {
        let hash = format!("{:032x}{variant:032x}", kind as u8);
        json!({"key": format!("key-{key}"), "request_hash": hash, "holder": kind.holder()})
    })
}

fn terms_in_json(terms: PlanTerms) -> Value {
    let usd = |millionths: i64| decimal(millionths.into(), 6);
    match terms {
        PlanTerms::Markup { hundredths } => {
            json!({"kind": "markup", "markup_percentage": decimal(hundredths.into(), 2)})
        }
        PlanTerms::FlatRate { price } => json!({"kind": "flat_rate", "price_per_job_usd": usd(price)}),
        PlanTerms::Tiered { period, first_jobs, first_price, price } => json!({
            "kind": "tiered", "period": period, "first_jobs": first_jobs,
            "first_jobs_price_usd": usd(first_price), "price_per_job_usd": usd(price),
        }),
        PlanTerms::Subscription { period, fee, first_jobs, price } => json!({
            "kind": "subscription", "period": period, "period_fee_usd": usd(fee), "first_jobs": first_jobs,
            "price_per_job_usd": usd(price),
        }),
    }
}

/// A UUIDv7 of this second.
fn new_id(now: i64) -> Result<Uuid> {
    let milliseconds = u64::try_from(now * 1000)?;
    Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &rand::random()).into_uuid())
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
