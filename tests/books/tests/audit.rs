//! The audit finds nothing in books that are right, and each of its invariants finds what breaks it.

use anyhow::{Context, Result, bail, ensure};
use api::credits::BudgetMode;
use api::plans::BillingPeriod;
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{Connection, Executor, PgConnection};
use stack::audit::{audit, invariants, record};
use stack::database::migrate;
use tollgate_books::audited::ensure_books_are_right;
use tollgate_books::copies::Copies;
use tollgate_books::database::Database;
use tollgate_books::operations::{Admission, FinalStatus, PlanTerms, Terms};
use tollgate_books::prices::Usage;
use tollgate_books::team::Team;

/// By the name of an invariant: what breaks it in the books of [`keep_books`].
const BREAKS: &[(&str, &str)] = &[
    (
        "the ledger adds up to each team's remaining credits",
        "UPDATE team_credits SET credits_allocated = credits_allocated + 1",
    ),
    (
        "each ledger entry begins where the one before it ended",
        "UPDATE credit_transactions SET credits_before = credits_before + 1, credits_after = credits_after + 1
         WHERE position = (SELECT max(position) FROM credit_transactions)",
    ),
    (
        "charges and refunds move a team's used credits, adjustments either number, and what is given its allocated credits",
        "UPDATE credit_transactions SET credits_used_after = credits_used_after + 1 WHERE transaction_type = 'allocation'",
    ),
    (
        "the newest ledger entry of a team has its used credits",
        "UPDATE team_credits SET credits_allocated = credits_allocated + 1, credits_used = credits_used + 1",
    ),
    (
        "each ledger entry covers the one before it by its hash",
        "UPDATE credit_transactions SET reason = 'Another reason' WHERE transaction_type = 'allocation'",
    ),
    (
        "each entry of the audit log covers the one before it by its hash",
        "UPDATE admin_audit_log SET details = '{}' WHERE audit_id = (SELECT audit_id FROM audit_log_chain WHERE position = 1)",
    ),
    (
        "the open holds add up to each team's held credits",
        "UPDATE team_credits SET credits_held = credits_held + 1",
    ),
    (
        "no team has less than nothing available",
        "ALTER TABLE team_credits DROP CONSTRAINT available_never_below_zero;
         UPDATE team_credits SET credits_used = credits_allocated + 1",
    ),
    (
        "a hold has a time of resolution exactly if it is resolved",
        "ALTER TABLE credit_holds DROP CONSTRAINT resolved_holds_have_a_time;
         UPDATE credit_holds SET resolved_at = NULL WHERE state = 'settled'",
    ),
    (
        "a call holds credits only while it is open",
        "UPDATE llm_calls SET status = 'abandoned' WHERE status = 'admitted'",
    ),
    (
        "an open call that is paid for by itself has an open hold",
        "UPDATE credit_holds SET state = 'expired', resolved_at = now() WHERE state = 'held'",
    ),
    (
        "a closed job has no open hold",
        "UPDATE jobs SET status = 'failed', completed_at = now() WHERE status = 'in_progress'",
    ),
    (
        "a closed job has no open call",
        "UPDATE jobs SET status = 'failed', completed_at = now() WHERE status = 'in_progress'",
    ),
    (
        "a call is charged at most once",
        "INSERT INTO credit_transactions (team_id, organization_id, job_id, call_id, transaction_type, credits_amount,
                                          credits_before, credits_after)
         SELECT team_id, organization_id, job_id, call_id, transaction_type, credits_amount, credits_before, credits_after
         FROM credit_transactions WHERE call_id IS NOT NULL",
    ),
    (
        "a job is charged at most once for being closed",
        "INSERT INTO credit_transactions (team_id, organization_id, job_id, transaction_type, credits_amount,
                                          credits_before, credits_after)
         SELECT team_id, organization_id, job_id, transaction_type, credits_amount, credits_before, credits_after
         FROM credit_transactions WHERE call_id IS NULL AND job_id IS NOT NULL",
    ),
    (
        "a job that pays as a whole pays only when it is closed",
        "UPDATE jobs SET budget_mode = 'job_based' WHERE status = 'in_progress'",
    ),
    (
        "what a settled hold was charged is one deduction",
        "UPDATE credit_holds SET credits_charged = credits_charged + 1 WHERE state = 'settled'",
    ),
    (
        "a call is charged from its hold, or late",
        "UPDATE credit_holds SET state = 'released', credits_charged = 0 WHERE state = 'settled'",
    ),
    (
        "what a job was charged is its deductions less its refunds",
        "UPDATE jobs SET credits_charged = credits_charged - 1 WHERE credits_charged > 0",
    ),
    ("no job is charged more than it owes", "UPDATE jobs SET credits_charged = credits_charged + 1"),
    (
        "a job that pays call by call was charged what it owes, or the rest stands there as uncollected",
        "UPDATE jobs SET credits_charged = credits_charged - 1 WHERE status = 'in_progress'",
    ),
    (
        "the summary of a job is the sum of its settled calls",
        "UPDATE job_cost_summaries SET total_latency_ms = total_latency_ms + 1",
    ),
    (
        "a call that is not settled has used nothing",
        "UPDATE llm_calls SET prompt_tokens = 1 WHERE status = 'admitted'",
    ),
    (
        "a call costs its input, its output and its failed attempts, and the client the first two with the markup",
        "ALTER TABLE llm_calls DROP CONSTRAINT markup_is_exact;
         UPDATE llm_calls SET client_cost_usd = client_cost_usd + 0.000001 WHERE status = 'succeeded'",
    ),
    (
        "a settled call costs, and leaves in doubt, what its attempts do",
        "UPDATE llm_calls SET in_doubt_bound_usd = in_doubt_bound_usd + 0.01 WHERE status = 'succeeded'",
    ),
    (
        "a completed job costs what its plan says, a failed one that or nothing, and no open one has a price",
        "UPDATE job_cost_summaries SET job_price_usd = job_price_usd + 0.01",
    ),
    (
        "the jobs of a plan's period are numbered without a gap",
        "UPDATE plan_periods SET jobs_counted = jobs_counted + 1",
    ),
    (
        "the periods of a plan in force follow each other without a gap",
        "INSERT INTO plan_periods (plan_id, period_start, period_end)
         SELECT plan_id, period_end + interval '1 day', period_end + interval '2 days' FROM plan_periods",
    ),
    (
        "a team's usage by day is the sum of its jobs",
        "UPDATE job_usage_by_day SET total_prompt_tokens = total_prompt_tokens + 1",
    ),
    (
        "a team's usage by model is the sum of its calls",
        "UPDATE call_usage_by_day SET total_prompt_tokens = total_prompt_tokens + 1",
    ),
    (
        "an organization's usage is that of its teams",
        "UPDATE job_usage_by_day SET organization_id = 'another'",
    ),
    (
        "a call costs what its tokens cost at its prices",
        "UPDATE llm_calls SET input_cost_usd = input_cost_usd + 0.01, provider_cost_usd = provider_cost_usd + 0.01,
             client_cost_usd = client_cost_usd + 0.01
         WHERE status = 'succeeded' AND NOT priced_by_job",
    ),
    (
        "no call is open a day after it should have ended",
        "UPDATE llm_calls SET expires_at = now() - interval '25 hours' WHERE status = 'admitted'",
    ),
    (
        "every call stands in the partition of its month",
        "UPDATE llm_calls SET call_id = 'ffffffff-ffff-7fff-bfff-ffffffffffff' WHERE status = 'admitted'",
    ),
];

/// Books in which every invariant has something to check: an open job with a settled and an open call, a completed job of a
/// tiered plan, and a subscription in its first period.
async fn keep_books(connection: &mut PgConnection) -> Result<()> {
    let terms = Terms { mode: BudgetMode::ConsumptionUsd, credits_per_dollar: 10, tokens_per_credit: 1000 };
    let mut team = Team::create(connection, 1000, terms).await?;
    let now: i64 =
        sqlx::query_scalar("SELECT extract(epoch FROM now())::bigint").fetch_one(&mut *connection).await?;
    let usage = |markup| Usage::new(50_000, 10_000, 4000, markup);
    let mut asked =
        Admission { job: None, job_type: 0, input_bound: 60_000, max_output: 4096, request: None };
    team.admit(connection, now, &asked).await?;
    team.settle(connection, 0, true, &usage(Some(0)), None, None).await?;
    asked.job = Some(0);
    team.admit(connection, now, &asked).await?;

    let (period, price) = (BillingPeriod::Daily, 500_000);
    let tiered = PlanTerms::Tiered { period, first_jobs: 1, first_price: 1_000_000, price };
    team.set_plan(connection, None, tiered).await?;
    asked.job = None;
    team.admit(connection, now, &asked).await?;
    team.settle(connection, 2, true, &usage(None), None, None).await?;
    let completed = team.complete(connection, 1, FinalStatus::Completed, None).await?;
    ensure!(completed == "completed", "{completed}");
    let subscription = PlanTerms::Subscription { period, fee: 9_000_000, first_jobs: 1, price };
    team.set_plan(connection, None, subscription).await?;
    Ok(())
}

#[tokio::test]
async fn each_invariant_of_the_audit_finds_what_breaks_it() -> Result<()> {
    let database = Database::start("audit").await?;
    let mut copies = Copies::new(database.url()).await?;
    migrate(database.checkout(), copies.template(), None).await?;
    let mut connection = copies.template().connect().await?;
    let known: Vec<String> =
        invariants(&mut connection).await?.into_iter().map(|invariant| invariant.name).collect();
    let broken_here: Vec<&str> = BREAKS.iter().map(|(name, _)| *name).collect();
    ensure!(known == broken_here, "break each invariant, in the order of the audit: {known:#?}");
    keep_books(&mut connection).await?;
    // A template is copied only while there is no connection to it.
    connection.close().await?;
    ensure_books_are_right(&mut copies.create().await?).await?;
    for (name, breaks) in BREAKS {
        let mut connection = copies.create().await?;
        // Neither triggers nor foreign keys are in the way, as after a repair by hand gone wrong.
        connection.execute("SET session_replication_role = replica").await?;
        connection.execute(*breaks).await.with_context(|| format!("not broken: {name}"))?;
        let findings = audit(&mut connection).await?;
        let found = findings.iter().find(|finding| finding.invariant.name == *name).context("no finding")?;
        ensure!(found.breaches > 0 && found.first.is_some(), "the audit did not notice: {name}");
        // An operator who audits from the page learns the same.
        let sql = "SELECT books_findings('infinity')";
        let Json(from_the_page): Json<Value> = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        let told = from_the_page["findings"].as_array().context("no findings")?;
        let of_breaks = |told: &&Value| told["check"] == *name;
        let told =
            told.iter().find(of_breaks).with_context(|| format!("the page does not notice: {name}"))?;
        ensure!(told["count"] == found.breaches && told["first"] == json!(found.first), "{told}");
    }
    copies.close().await
}

#[tokio::test]
async fn the_outcome_of_an_audit_is_kept_without_the_rows_that_it_found() -> Result<()> {
    let database = Database::start("audit_outcomes").await?;
    let mut connection = database.connect().await?;
    keep_books(&mut connection).await?;
    let findings = audit(&mut connection).await?;
    record(&mut connection, &findings).await?;
    connection.execute("SET session_replication_role = replica").await?;
    connection.execute("UPDATE team_credits SET credits_held = credits_held + 1").await?;
    connection.execute("UPDATE llm_calls SET expires_at = now() - interval '25 hours'").await?;
    let findings = audit(&mut connection).await?;
    record(&mut connection, &findings).await?;
    let kept: Vec<(bool, bool, i32, Json<Value>)> =
        sqlx::query_as("SELECT ok, complete, checks, findings FROM books_audits ORDER BY checked_at")
            .fetch_all(&mut connection)
            .await?;
    let [(true, true, first_checks, Json(nothing)), (false, true, checks, Json(found))] = kept.as_slice()
    else {
        bail!("{kept:?}")
    };
    ensure!(*first_checks == *checks && usize::try_from(*checks)? == findings.len(), "{kept:?}");
    ensure!(*nothing == json!([]), "{nothing}");
    let expected = json!([
        {"check": "the open holds add up to each team's held credits", "severity": "breach", "count": 1},
        {"check": "no call is open a day after it should have ended", "severity": "warning", "count": 1}]);
    ensure!(*found == expected, "{found}");
    Ok(())
}
