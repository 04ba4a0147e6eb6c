-- Checks of what calls and jobs were charged.
CREATE FUNCTION charge_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('a call is charged at most once', 'breach', $q$
         SELECT format('call %s: %s deductions', call_id, count(*)) FROM credit_transactions
         WHERE transaction_type = 'deduction' AND call_id IS NOT NULL GROUP BY call_id HAVING count(*) > 1$q$),
        ('a job is charged at most once for being closed', 'breach', $q$
         SELECT format('job %s: %s deductions', job_id, count(*)) FROM credit_transactions
         WHERE transaction_type = 'deduction' AND call_id IS NULL AND job_id IS NOT NULL
         GROUP BY job_id HAVING count(*) > 1$q$),
        ('a job that pays as a whole pays only when it is closed', 'breach', $q$
         SELECT format('entry %s of job %s, for call %s', position, entry.job_id, call_id)
         FROM credit_transactions AS entry JOIN jobs USING (job_id) JOIN llm_calls AS call USING (call_id)
         WHERE is_charged_on_completion(budget_mode, priced_by_job)$q$),
        ('what a settled hold was charged is one deduction', 'breach', $q$
         SELECT format('hold %s of job %s: charged %s', hold_id, job_id, credits_charged) FROM credit_holds AS hold
         WHERE state = 'settled' AND 1 <> (
             SELECT count(*) FROM credit_transactions AS entry
             WHERE entry.job_id = hold.job_id AND entry.call_id IS NOT DISTINCT FROM hold.call_id
                 AND entry.transaction_type = 'deduction' AND entry.credits_amount = hold.credits_charged)$q$),
        ('a call is charged from its hold, or late', 'breach', $q$
         SELECT format('entry %s of call %s', position, call_id)
         FROM credit_transactions AS entry LEFT JOIN llm_calls AS call USING (call_id)
         WHERE transaction_type = 'deduction' AND call_id IS NOT NULL AND call.late IS NOT true AND NOT EXISTS (
             SELECT FROM credit_holds AS hold WHERE hold.call_id = entry.call_id AND hold.state = 'settled')$q$),
        ('what a job was charged is its deductions less its refunds', 'breach', $q$
         SELECT format('job %s: charged %s, ledger %s', job_id, credits_charged, total)
         FROM jobs LEFT JOIN LATERAL (
             SELECT coalesce(sum(credits_before - credits_after), 0) AS total
             FROM credit_transactions AS entry WHERE entry.job_id = jobs.job_id) AS ledger ON true
         WHERE total <> credits_charged$q$),
        ('no job is charged more than it owes', 'breach', $q$
         SELECT format('job %s: charged %s, uncollected %s, owes %s', job_id, credits_charged, credits_uncollected, owed)
         FROM jobs LEFT JOIN job_cost_summaries AS summary USING (job_id) CROSS JOIN LATERAL credits_owed(
             budget_mode, credits_per_dollar, tokens_per_credit,
             coalesce(total_cost_usd, 0), coalesce(total_tokens, 0)) AS owed
         WHERE credits_charged + credits_uncollected > CASE WHEN started_at IS NULL THEN 0 ELSE owed END$q$),
        ('a job that pays call by call was charged what it owes, or the rest stands there as uncollected', 'breach', $q$
         SELECT format('job %s: charged %s, uncollected %s, owes %s', job_id, credits_charged, credits_uncollected, owed)
         FROM jobs JOIN job_cost_summaries USING (job_id) LEFT JOIN pricing_plans AS plan USING (plan_id)
         CROSS JOIN LATERAL credits_owed(
             budget_mode, credits_per_dollar, tokens_per_credit, total_cost_usd, total_tokens) AS owed
         WHERE jobs.status IN ('in_progress', 'completed') AND NOT is_charged_on_completion(budget_mode, prices_jobs(plan))
             AND credits_charged + credits_uncollected <> owed$q$)
$$;
