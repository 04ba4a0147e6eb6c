//! Whether the books of a database are right: what must hold at every moment, each as a query for what breaches it.

pub mod chains;

use anyhow::{Context, Result};
use sqlx::{Connection, PgConnection};

use crate::sql_functions;

/// What a breach means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The books are wrong.
    Breach,
    /// The books are right, but somebody should look.
    Warning,
}

/// Something that must hold at every moment between two transactions.
#[derive(Debug, Clone, Copy)]
pub struct Invariant {
    /// What holds, in a sentence.
    pub name: &'static str,
    /// What it means when it does not.
    pub severity: Severity,
    /// A query for all violations, one text each: the row and its fault.
    offenders: &'static str,
}

/// What was found of one invariant.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which.
    pub invariant: Invariant,
    /// How many rows breach it.
    pub breaches: i64,
    /// The first of them, in the order of their texts.
    pub first: Option<String>,
}

impl Finding {
    /// Whether the books are wrong.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        self.breaches > 0 && self.invariant.severity == Severity::Breach
    }
}

const fn must(name: &'static str, offenders: &'static str) -> Invariant {
    Invariant { name, severity: Severity::Breach, offenders }
}

/// All of them: first the teams' balances, then holds, charges, and what calls cost.
pub const INVARIANTS: &[Invariant] = &[
    must(
        "the ledger adds up to each team's remaining credits",
        "SELECT format('team %s: ledger %s, remaining %s', team_id, total, credits_remaining)
         FROM team_credits LEFT JOIN LATERAL (
             SELECT coalesce(sum(credits_after - credits_before), 0) AS total
             FROM credit_transactions AS entry WHERE entry.team_id = team_credits.team_id) AS ledger ON true
         WHERE total <> credits_remaining",
    ),
    must(
        "each ledger entry begins where the one before it ended",
        "SELECT format('entry %s of team %s: begins at %s, should at %s', position, team_id, credits_before, ended)
         FROM (SELECT *, lag(credits_after, 1, 0::bigint) OVER (PARTITION BY team_id ORDER BY position) AS ended
               FROM credit_transactions) AS entry
         WHERE credits_before <> ended",
    ),
    must(
        "charges and refunds move a team's used credits, adjustments either number, and what is given its allocated credits",
        "SELECT format('entry %s of team %s (%s): used credits from %s to %s', position, team_id, transaction_type, earlier,
                       credits_used_after)
         FROM (SELECT *, lag(credits_used_after, 1, 0::bigint) OVER (PARTITION BY team_id ORDER BY position) AS earlier
               FROM credit_transactions) AS entry
         WHERE credits_used_after - earlier <> CASE
             WHEN transaction_type IN ('deduction', 'refund') THEN credits_before - credits_after
             WHEN transaction_type = 'adjustment' AND credits_used_after <> earlier THEN credits_before - credits_after
             ELSE 0 END",
    ),
    must(
        "the newest ledger entry of a team has its used credits",
        "SELECT format('team %s: used %s, its newest entry says %s', team_id, credits_used, credits_used_after)
         FROM team_credits CROSS JOIN LATERAL (
             SELECT credits_used_after FROM credit_transactions AS entry WHERE entry.team_id = team_credits.team_id
             ORDER BY position DESC LIMIT 1) AS newest
         WHERE credits_used <> credits_used_after",
    ),
    must(
        "each ledger entry covers the one before it by its hash",
        "SELECT format('entry %s of team %s: %s', position, team_id, CASE WHEN entry_hash IS NULL THEN 'has no hash'
             ELSE 'it or the entry before is not what it was' END)
         FROM (SELECT entry.position, entry.team_id, entry_hash, CASE WHEN entry_hash IS NOT NULL THEN
                   chained_hash(coalesce(lag(entry_hash) OVER of_team, previous_ledger_hash(team_id, position)), ledger_entry(entry))
               END AS computed
               FROM credit_transactions AS entry WINDOW of_team AS (PARTITION BY team_id ORDER BY position)) AS chained
         WHERE entry_hash <> computed
             OR entry_hash IS NULL AND position > (SELECT min(position) FROM credit_transactions WHERE entry_hash IS NOT NULL)",
    ),
    must(
        "each entry of the audit log covers the one before it by its hash",
        "SELECT format('entry %s of the audit log (%s): it or the entry before is not what it was', position, audit_id)
         FROM (SELECT position, audit_id, entry_hash, lag(position, 1, 0::bigint) OVER in_order AS earlier,
                   chained_hash(lag(entry_hash, 1, sha256('')) OVER in_order, audit_log_entry(entry)) AS computed
               FROM audit_log_chain LEFT JOIN admin_audit_log AS entry USING (audit_id)
               WINDOW in_order AS (ORDER BY position)) AS chained
         WHERE entry_hash <> computed OR position <> earlier + 1
         UNION ALL
         SELECT format('entry %s is not in the chain', audit_id) FROM admin_audit_log
         WHERE NOT EXISTS (SELECT FROM audit_log_chain AS chained WHERE chained.audit_id = admin_audit_log.audit_id)",
    ),
    must(
        "the open holds add up to each team's held credits",
        "SELECT format('team %s: open holds %s, held %s', team_id, total, credits_held)
         FROM team_credits LEFT JOIN LATERAL (
             SELECT coalesce(sum(credits), 0) AS total
             FROM credit_holds AS hold WHERE hold.team_id = team_credits.team_id AND state = 'held') AS holds ON true
         WHERE total <> credits_held",
    ),
    must(
        "no team has less than nothing available",
        "SELECT format('team %s: %s', team_id, credits_available) FROM team_credits WHERE credits_available < 0",
    ),
    must(
        "a hold has a time of resolution exactly if it is resolved",
        "SELECT format('hold %s: %s, resolved at %s', hold_id, state, coalesce(rfc3339(resolved_at), 'no time'))
         FROM credit_holds WHERE (state = 'held') <> (resolved_at IS NULL)",
    ),
    must(
        "a call holds credits only while it is open",
        "SELECT format('call %s: %s, its hold is open', call_id, status)
         FROM credit_holds JOIN llm_calls USING (call_id) WHERE state = 'held' AND status <> 'admitted'",
    ),
    must(
        "an open call that is paid for by itself has an open hold",
        "SELECT format('call %s', call.call_id) FROM llm_calls AS call JOIN jobs USING (job_id)
         WHERE call.status = 'admitted' AND NOT is_charged_on_completion(jobs.budget_mode, call.priced_by_job) AND NOT EXISTS (
             SELECT FROM credit_holds AS hold WHERE hold.call_id = call.call_id AND hold.state = 'held')",
    ),
    must(
        "a closed job has no open hold",
        "SELECT format('hold %s of job %s (%s)', hold_id, job_id, status)
         FROM credit_holds JOIN jobs USING (job_id)
         WHERE state = 'held' AND status NOT IN ('pending', 'in_progress')",
    ),
    must(
        "a closed job has no open call",
        "SELECT format('call %s of job %s (%s)', call_id, job_id, jobs.status)
         FROM llm_calls JOIN jobs USING (job_id)
         WHERE llm_calls.status = 'admitted' AND jobs.status NOT IN ('pending', 'in_progress')",
    ),
    must(
        "a call is charged at most once",
        "SELECT format('call %s: %s deductions', call_id, count(*)) FROM credit_transactions
         WHERE transaction_type = 'deduction' AND call_id IS NOT NULL GROUP BY call_id HAVING count(*) > 1",
    ),
    must(
        "a job is charged at most once for being closed",
        "SELECT format('job %s: %s deductions', job_id, count(*)) FROM credit_transactions
         WHERE transaction_type = 'deduction' AND call_id IS NULL AND job_id IS NOT NULL
         GROUP BY job_id HAVING count(*) > 1",
    ),
    must(
        "a job that pays as a whole pays only when it is closed",
        "SELECT format('entry %s of job %s, for call %s', position, entry.job_id, call_id)
         FROM credit_transactions AS entry JOIN jobs USING (job_id) JOIN llm_calls AS call USING (call_id)
         WHERE is_charged_on_completion(budget_mode, priced_by_job)",
    ),
    must(
        "what a settled hold was charged is one deduction",
        "SELECT format('hold %s of job %s: charged %s', hold_id, job_id, credits_charged) FROM credit_holds AS hold
         WHERE state = 'settled' AND 1 <> (
             SELECT count(*) FROM credit_transactions AS entry
             WHERE entry.job_id = hold.job_id AND entry.call_id IS NOT DISTINCT FROM hold.call_id
                 AND entry.transaction_type = 'deduction' AND entry.credits_amount = hold.credits_charged)",
    ),
    must(
        "a call is charged from its hold, or late",
        "SELECT format('entry %s of call %s', position, call_id)
         FROM credit_transactions AS entry LEFT JOIN llm_calls AS call USING (call_id)
         WHERE transaction_type = 'deduction' AND call_id IS NOT NULL AND call.late IS NOT true AND NOT EXISTS (
             SELECT FROM credit_holds AS hold WHERE hold.call_id = entry.call_id AND hold.state = 'settled')",
    ),
    must(
        "what a job was charged is its deductions less its refunds",
        "SELECT format('job %s: charged %s, ledger %s', job_id, credits_charged, total)
         FROM jobs LEFT JOIN LATERAL (
             SELECT coalesce(sum(credits_before - credits_after), 0) AS total
             FROM credit_transactions AS entry WHERE entry.job_id = jobs.job_id) AS ledger ON true
         WHERE total <> credits_charged",
    ),
    must(
        "no job is charged more than it owes",
        "SELECT format('job %s: charged %s, uncollected %s, owes %s', job_id, credits_charged, credits_uncollected, owed)
         FROM jobs LEFT JOIN job_cost_summaries AS summary USING (job_id) CROSS JOIN LATERAL credits_owed(
             budget_mode, credits_per_dollar, tokens_per_credit,
             coalesce(total_cost_usd, 0), coalesce(total_tokens, 0)) AS owed
         WHERE credits_charged + credits_uncollected > CASE WHEN started_at IS NULL THEN 0 ELSE owed END",
    ),
    must(
        "a job that pays call by call was charged what it owes, or the rest stands there as uncollected",
        "SELECT format('job %s: charged %s, uncollected %s, owes %s', job_id, credits_charged, credits_uncollected, owed)
         FROM jobs JOIN job_cost_summaries USING (job_id) LEFT JOIN pricing_plans AS plan USING (plan_id)
         CROSS JOIN LATERAL credits_owed(
             budget_mode, credits_per_dollar, tokens_per_credit, total_cost_usd, total_tokens) AS owed
         WHERE jobs.status IN ('in_progress', 'completed') AND NOT is_charged_on_completion(budget_mode, prices_jobs(plan))
             AND credits_charged + credits_uncollected <> owed",
    ),
    must(
        "the summary of a job is the sum of its settled calls",
        "SELECT format('job %s: summary %s, calls %s', job_id, coalesce(summary, 'none'), coalesce(calls, 'none'))
         FROM (SELECT job_id, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s ms over %s', total_calls,
                   successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens,
                   trim_scale(provider_cost_usd), trim_scale(total_cost_usd - job_price_usd), total_latency_ms,
                   timed_calls) AS summary
               FROM job_cost_summaries WHERE total_calls > 0) AS kept
         FULL JOIN (SELECT job_id, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s ms over %s', count(*),
                        count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
                        sum(prompt_tokens), sum(completion_tokens), trim_scale(sum(provider_cost_usd)),
                        trim_scale(sum(client_cost_usd)), coalesce(sum(latency_ms), 0), count(latency_ms)) AS calls
                    FROM llm_calls WHERE status IN ('succeeded', 'failed') GROUP BY job_id) AS added USING (job_id)
         WHERE summary IS DISTINCT FROM calls",
    ),
    must(
        "a call that is not settled has used nothing",
        "SELECT format('call %s (%s)', call_id, status) FROM llm_calls
         WHERE status IN ('admitted', 'abandoned') AND (total_tokens <> 0 OR provider_cost_usd <> 0)",
    ),
    must(
        "a call costs its input, its output and its failed attempts, and the client the first two with the markup",
        "SELECT format('call %s: %s + %s + %s, provider %s, client %s at %s %%', call_id, input_cost_usd, output_cost_usd,
                       failed_attempts_cost_usd, provider_cost_usd, client_cost_usd, cost_markup_percentage)
         FROM llm_calls
         WHERE provider_cost_usd <> input_cost_usd + output_cost_usd + failed_attempts_cost_usd OR client_cost_usd <> CASE
             WHEN priced_by_job THEN 0 ELSE (input_cost_usd + output_cost_usd) * (1 + cost_markup_percentage / 100) END",
    ),
    must(
        "a settled call costs, and leaves in doubt, what its attempts do",
        "SELECT format('call %s: costs %s, in doubt %s of %s; its attempts: %s, %s of %s', call_id, provider_cost_usd,
                       in_doubt_usd, in_doubt_bound_usd, cost, doubt, bound)
         FROM llm_calls CROSS JOIN LATERAL (
             SELECT sum((attempt->>'cost_usd')::numeric) AS cost, sum((attempt->>'in_doubt_usd')::numeric) AS doubt,
                 sum((attempt->>'in_doubt_bound_usd')::numeric) AS bound
             FROM jsonb_array_elements(attempts) AS attempt WHERE attempt ? 'end') AS told
         WHERE status IN ('succeeded', 'failed')
             AND (cost <> provider_cost_usd OR doubt <> in_doubt_usd OR bound <> in_doubt_bound_usd)",
    ),
    must(
        "a completed job costs what its plan says, a failed one that or nothing, and no open one has a price",
        "SELECT format('job %s (%s): price %s, should be %s', job_id, jobs.status, booked, price)
         FROM jobs LEFT JOIN job_cost_summaries AS summary USING (job_id) LEFT JOIN pricing_plans AS plan USING (plan_id)
         CROSS JOIN LATERAL (SELECT coalesce(job_price_usd, 0) AS booked, CASE
             WHEN jobs.status IN ('completed', 'failed') THEN coalesce(price_of_job(plan, plan_position), 0) ELSE 0
             END AS price) AS a
         WHERE booked <> price AND (jobs.status <> 'failed' OR booked <> 0)",
    ),
    must(
        "the jobs of a plan's period are numbered without a gap",
        "SELECT format('plan %s from %s: counted %s, numbered %s up to %s', plan_id, rfc3339(period_start), jobs_counted,
                       numbered, last)
         FROM plan_periods LEFT JOIN LATERAL (
             SELECT count(DISTINCT plan_position) AS numbered, coalesce(max(plan_position), 0) AS last FROM jobs
             WHERE jobs.plan_id = plan_periods.plan_id AND jobs.plan_period_start = plan_periods.period_start) AS j ON true
         WHERE jobs_counted <> numbered OR jobs_counted <> last",
    ),
    must(
        "the periods of a plan in force follow each other without a gap",
        "SELECT format('plan %s: a period begins at %s, the one before ended at %s', plan_id, period_start, ended)
         FROM (SELECT *, lag(period_end) OVER (PARTITION BY plan_id ORDER BY period_start) AS ended
               FROM plan_periods JOIN pricing_plans USING (plan_id) WHERE kind = 'subscription') AS begun
         WHERE period_start <> ended AND (valid_until IS NULL OR period_start <= valid_until)",
    ),
    must(
        "a team's usage by day is the sum of its jobs",
        "SELECT format('team %s, %s, %s: %s, jobs %s', team_id, day, job_type, kept, jobs)
         FROM (SELECT team_id, day, job_type, format('%s jobs (%s, %s), %s calls (%s, %s), %s+%s tokens, %s and %s USD, %s credits',
                   total_jobs, completed_jobs, failed_jobs, total_calls, successful_calls, failed_calls, total_prompt_tokens,
                   total_completion_tokens, trim_scale(provider_cost_usd), trim_scale(client_cost_usd), credits_used) AS kept
               FROM job_usage_by_day) AS usage
         FULL JOIN (
             SELECT jobs.team_id, (created_at AT TIME ZONE 'UTC')::date AS day, job_type,
                 format('%s jobs (%s, %s), %s calls (%s, %s), %s+%s tokens, %s and %s USD, %s credits',
                   count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
                   coalesce(sum(total_calls), 0), coalesce(sum(successful_calls), 0), coalesce(sum(failed_calls), 0),
                   coalesce(sum(total_prompt_tokens), 0), coalesce(sum(total_completion_tokens), 0),
                   trim_scale(coalesce(sum(provider_cost_usd), 0)), trim_scale(coalesce(sum(total_cost_usd), 0)),
                   sum(credits_charged)) AS jobs
             FROM jobs LEFT JOIN job_cost_summaries USING (job_id)
             GROUP BY 1, 2, 3) AS added USING (team_id, day, job_type)
         WHERE kept IS DISTINCT FROM jobs",
    ),
    must(
        "a team's usage by model is the sum of its calls",
        "SELECT format('team %s, %s, %s of %s: %s, calls %s', team_id, day, model, provider, kept, calls)
         FROM (SELECT team_id, day, model, provider, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s in classes',
                   sum(total_calls), sum(successful_calls), sum(failed_calls), sum(total_prompt_tokens),
                   sum(total_completion_tokens), trim_scale(sum(provider_cost_usd)), trim_scale(sum(client_cost_usd)),
                   sum((SELECT sum(count) FROM unnest(latency_counts) AS count))) AS kept
               FROM call_usage_by_day GROUP BY 1, 2, 3, 4) AS usage
         FULL JOIN (
             SELECT team_id, (created_at AT TIME ZONE 'UTC')::date AS day, coalesce(model_used, model_group_used) AS model,
                 provider, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s in classes',
                   count(*), count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
                   sum(prompt_tokens), sum(completion_tokens), trim_scale(sum(provider_cost_usd)),
                   trim_scale(sum(client_cost_usd)), count(*)) AS calls
             FROM llm_calls WHERE status IN ('succeeded', 'failed') AND provider IS NOT NULL
             GROUP BY 1, 2, 3, 4) AS added USING (team_id, day, model, provider)
         WHERE kept IS DISTINCT FROM calls",
    ),
    must(
        "an organization's usage is that of its teams",
        "SELECT format('team %s: its usage stands under %s, it is of %s', team_id, usage.organization_id, team.organization_id)
         FROM (SELECT team_id, organization_id FROM job_usage_by_day
               UNION SELECT team_id, organization_id FROM call_usage_by_day) AS usage
         JOIN team_credits AS team USING (team_id) WHERE usage.organization_id <> team.organization_id",
    ),
    must("a call costs what its tokens cost at its prices", COST_OF_TOKENS),
    Invariant {
        name: "no call is open a day after it should have ended",
        severity: Severity::Warning,
        offenders: "SELECT format('call %s of team %s: should have ended at %s', call_id, team_id, rfc3339(expires_at))
                    FROM llm_calls WHERE status = 'admitted' AND expires_at < now() - interval '1 day'",
    },
    Invariant {
        name: "every call stands in the partition of its month",
        severity: Severity::Warning,
        offenders: "SELECT format('call %s of %s', call_id, rfc3339(created_at)) FROM llm_calls_of_no_month",
    },
];

/// The same price as the functions compute: the prices of the answer's service tier, if it has its own; of these the highest tier
/// that the prompt exceeds; an absent cache price is the price of input; and of counts that contradict each other only what the
/// prompt has is paid.
const COST_OF_TOKENS: &str = "
    SELECT format('call %s: booked %s + %s, should be %s + %s', call_id, input_cost_usd, output_cost_usd,
                  trim_scale(coalesce(input_cost, 0)), trim_scale(coalesce(output_cost, 0)))
    FROM llm_calls
    CROSS JOIN LATERAL (SELECT coalesce(pricing->'service_tiers'->(service_tier::text), pricing) AS prices) AS of_tier
    CROSS JOIN LATERAL (SELECT least(cached_input_tokens, prompt_tokens) AS cached) AS a
    CROSS JOIN LATERAL (SELECT least(cache_write_5m_tokens, prompt_tokens - cached) AS written_5m) AS b
    CROSS JOIN LATERAL (SELECT least(cache_write_1h_tokens, prompt_tokens - cached - written_5m) AS written_1h) AS c
    CROSS JOIN LATERAL (
        SELECT coalesce(
            (SELECT tier FROM jsonb_array_elements(coalesce(prices->'tiers', '[]')) AS tier
             WHERE prompt_tokens > (tier->>'above_input_tokens')::bigint
             ORDER BY (tier->>'above_input_tokens')::bigint DESC LIMIT 1),
            prices) AS price) AS d
    CROSS JOIN LATERAL (
        SELECT 0.000001 * (
                (prompt_tokens - cached - written_5m - written_1h) * (price->>'input')::numeric
                + cached * coalesce(price->>'cached_input', price->>'input')::numeric
                + written_5m * coalesce(price->>'cache_write_5m', price->>'input')::numeric
                + written_1h * coalesce(price->>'cache_write_1h', price->>'input')::numeric) AS input_cost,
            0.000001 * completion_tokens * (price->>'output')::numeric AS output_cost) AS e
    WHERE input_cost_usd <> coalesce(input_cost, 0) OR output_cost_usd <> coalesce(output_cost, 0)";

/// Checks all invariants on one snapshot of the database, so that one in use can be checked too. It changes nothing.
///
/// # Errors
/// If the database does not answer, or has not the schema and the functions.
pub async fn audit(connection: &mut PgConnection) -> Result<Vec<Finding>> {
    sql_functions::search_newest(connection).await?;
    let mut snapshot = connection.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *snapshot).await?;
    let mut findings = Vec::with_capacity(INVARIANTS.len());
    for invariant in INVARIANTS {
        let sql =
            format!("SELECT count(*), min(offender) FROM ({}) AS breach(offender)", invariant.offenders);
        let (breaches, first) = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *snapshot)
            .await
            .with_context(|| format!("cannot check that {}", invariant.name))?;
        findings.push(Finding { invariant: *invariant, breaches, first });
    }
    snapshot.rollback().await?;
    Ok(findings)
}
