//! What operators do to a team's credits, terms and plans.

use anyhow::{Context, Result};
use api::credits::{FailedJobRefund, TransactionType};
use api::plans::BillingPeriod;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::Team;
use super::as_json::{idempotency, operator, outcome, plan_terms};
use crate::operations::{JOB_TYPES, PlanTerms, Request, RequestKind, Terms};

impl Team {
    /// Adds credits. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses, or the answer to a repeated request is not the first one.
    pub async fn add_credits(
        &mut self,
        connection: &mut PgConnection,
        credits: i64,
        transaction_type: TransactionType,
        request: Option<Request>,
    ) -> Result<String> {
        let answer =
            sqlx::query_scalar("SELECT add_credits($1, $2, $3, $4::text::transaction_type, 'Given', $5)")
                .bind(operator())
                .bind(&self.name)
                .bind(credits)
                .bind(transaction_type.as_str())
                .bind(idempotency(RequestKind::AddCredits, request))
                .fetch_one(connection)
                .await?;
        self.checked_outcome(RequestKind::AddCredits, request, &answer)
    }

    /// Sets how many credits the team was given and has used, as an operator does who has just looked at them. Returns the
    /// outcome.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn set_credits(
        &self,
        connection: &mut PgConnection,
        allocated: Option<i64>,
        used: Option<i64>,
    ) -> Result<String> {
        let answer = sqlx::query_scalar(
            "SELECT update_team(
                 $1 || (SELECT jsonb_build_object('unchanged_since', date_trunc('milliseconds', updated_at))
                        FROM team_credits WHERE team_id = $2),
                 $2, jsonb_strip_nulls($3))",
        )
        .bind(operator())
        .bind(&self.name)
        .bind(json!({"credits_allocated": allocated, "credits_used": used}))
        .fetch_one(connection)
        .await?;
        outcome(&answer)
    }

    /// Sets the budget terms, the markup in hundredths of a percent, and which failed jobs are free.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn change_terms(
        &self,
        connection: &mut PgConnection,
        terms: Terms,
        markup_hundredths: i64,
        refund_failed_jobs: FailedJobRefund,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE team_credits SET budget_mode = $2::text::budget_mode, credits_per_dollar = $3::bigint,
                    tokens_per_credit = $4, cost_markup_percentage = $5::bigint / 100.0, refund_failed_jobs = $6::text::failed_job_refund
             WHERE team_id = $1",
        )
        .bind(&self.name)
        .bind(terms.mode.as_str())
        .bind(terms.credits_per_dollar)
        .bind(terms.tokens_per_credit)
        .bind(markup_hundredths)
        .bind(refund_failed_jobs.as_str())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Sets the limits of requests and of tokens a minute.
    ///
    /// # Errors
    /// If the database refuses.
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

    /// Configures auto-refill: the credits for a period, and the period. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn configure_refill(
        &self,
        connection: &mut PgConnection,
        enabled: bool,
        amount: Option<i64>,
        period: Option<BillingPeriod>,
    ) -> Result<String> {
        let answer =
            sqlx::query_scalar("SELECT configure_auto_refill($1, $2, $3, $4, $5::text::billing_period)")
                .bind(operator())
                .bind(&self.name)
                .bind(enabled)
                .bind(amount)
                .bind(period.map(BillingPeriod::as_str))
                .fetch_one(connection)
                .await?;
        outcome(&answer)
    }

    /// Sets a pricing plan for one job type, or for all that have none of their own. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses.
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
            .bind(plan_terms(terms))
            .fetch_one(connection)
            .await?;
        self.plans.push(answer["value"]["plan_id"].as_str().context("no plan_id")?.parse()?);
        outcome(&answer)
    }

    /// Ends a pricing plan. Returns the outcome.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn end_plan(&self, connection: &mut PgConnection, plan: usize) -> Result<String> {
        let answer = sqlx::query_scalar("SELECT end_pricing_plan($1, $2)")
            .bind(operator())
            .bind(self.plans[plan])
            .fetch_one(connection)
            .await?;
        outcome(&answer)
    }
}
