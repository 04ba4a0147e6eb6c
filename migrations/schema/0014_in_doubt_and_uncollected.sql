-- What a provider may charge and nobody knows, what failed attempts have cost, and what a job could not pay.

ALTER TABLE llm_calls
    ADD COLUMN failed_attempts_cost_usd numeric NOT NULL DEFAULT 0 CHECK (failed_attempts_cost_usd >= 0),
    ADD COLUMN in_doubt_usd numeric NOT NULL DEFAULT 0 CHECK (in_doubt_usd >= 0),
    ADD COLUMN in_doubt_bound_usd numeric NOT NULL DEFAULT 0,
    ADD CONSTRAINT doubt_is_within_its_bound CHECK (in_doubt_usd <= in_doubt_bound_usd),
    DROP CONSTRAINT costs_add_up,
    DROP CONSTRAINT markup_is_exact,
    ADD CONSTRAINT costs_add_up CHECK (provider_cost_usd = input_cost_usd + output_cost_usd + failed_attempts_cost_usd),
    ADD CONSTRAINT markup_is_exact CHECK (
        client_cost_usd = CASE WHEN priced_by_job THEN 0
            ELSE (input_cost_usd + output_cost_usd) * (1 + cost_markup_percentage / 100) END);

COMMENT ON COLUMN llm_calls.provider_cost_usd IS 'Input, output and failed attempts. Teams never see it.';
COMMENT ON COLUMN llm_calls.failed_attempts_cost_usd IS 'What the provider charges for attempts of which the client got nothing. The client does not pay it.';
COMMENT ON COLUMN llm_calls.in_doubt_usd IS 'The best estimate of what the provider charges beyond provider_cost_usd: while the call is open or abandoned for all of it, then for the attempts whose end nobody knows.';
COMMENT ON COLUMN llm_calls.in_doubt_bound_usd IS 'The most that it can be.';

CREATE INDEX llm_calls_in_doubt ON llm_calls (call_id) WHERE in_doubt_bound_usd > 0 AND status <> 'admitted';

ALTER TABLE jobs ADD COLUMN credits_uncollected bigint NOT NULL DEFAULT 0 CHECK (credits_uncollected >= 0);

COMMENT ON COLUMN jobs.credits_uncollected IS 'Credits that the job owes beyond what it was charged: its calls used more than was held for them, and nothing else was available.';

CREATE INDEX jobs_uncollected ON jobs (created_at) WHERE credits_uncollected > 0;

-- Jobs that pay call by call and could not pay all: the formula of credits_owed, as it is today.
UPDATE jobs SET credits_uncollected = owed - credits_charged
FROM (
    SELECT job_id, CASE
        WHEN total_cost_usd = 0 AND total_tokens = 0 THEN 0
        WHEN budget_mode = 'consumption_usd' THEN greatest(1, ceil(total_cost_usd * credits_per_dollar))
        ELSE greatest(1, ceil(total_tokens::numeric / tokens_per_credit)) END::bigint AS owed
    FROM jobs JOIN job_cost_summaries USING (job_id) LEFT JOIN pricing_plans AS plan USING (plan_id)
    WHERE jobs.status IN ('in_progress', 'completed') AND (budget_mode = 'consumption_tokens'
        OR (budget_mode = 'consumption_usd' AND coalesce(plan.kind, 'markup') = 'markup'))) AS debts
WHERE debts.job_id = jobs.job_id AND owed > credits_charged;
