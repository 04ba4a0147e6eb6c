-- Counts for a monitor, from the summaries by day: what came before today is added up once a day, and today's rows, which
-- are few, at each request.

CREATE INDEX job_usage_of_day ON job_usage_by_day (day);
CREATE INDEX call_usage_of_day ON call_usage_by_day (day);

-- All days before one. A job or a call that still changes on such a day is counted at the next adding up.
CREATE TABLE job_totals (
    before_day date PRIMARY KEY,
    opened bigint NOT NULL,
    completed bigint NOT NULL,
    failed bigint NOT NULL,
    client_cost_usd numeric NOT NULL
);

CREATE TABLE call_totals (
    provider provider PRIMARY KEY,
    succeeded bigint NOT NULL,
    failed bigint NOT NULL,
    prompt_tokens bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    provider_cost_usd numeric NOT NULL
);

-- Adds up the days before today, unless that was done today, or is being done.
CREATE FUNCTION add_up_totals(p_today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM job_totals WHERE before_day >= p_today)
        OR NOT pg_try_advisory_xact_lock(hashtext('add_up_totals')) THEN
        RETURN;
    END IF;
    DELETE FROM job_totals;
    DELETE FROM call_totals;
    INSERT INTO job_totals (before_day, opened, completed, failed, client_cost_usd)
        SELECT p_today, coalesce(sum(total_jobs), 0), coalesce(sum(completed_jobs), 0), coalesce(sum(failed_jobs), 0),
               coalesce(sum(client_cost_usd), 0)
        FROM job_usage_by_day WHERE day < p_today;
    INSERT INTO call_totals (provider, succeeded, failed, prompt_tokens, completion_tokens, provider_cost_usd)
        SELECT provider, sum(successful_calls), sum(failed_calls), sum(total_prompt_tokens),
               sum(total_completion_tokens), sum(provider_cost_usd)
        FROM call_usage_by_day WHERE day < p_today GROUP BY provider;
END $$;

CREATE FUNCTION metrics(p_principal jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_today date := (now() AT TIME ZONE 'UTC')::date;
    v_before_day date;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM add_up_totals(v_today);
    SELECT before_day INTO v_before_day FROM job_totals;
    RETURN granted(jsonb_build_object(
        'jobs', (
            SELECT jsonb_build_object('opened', sum(opened), 'completed', sum(completed), 'failed', sum(failed),
                'client_cost_usd', coalesce(sum(client_cost_usd), 0)::text)
            FROM (
                SELECT opened, completed, failed, client_cost_usd FROM job_totals
                UNION ALL
                SELECT coalesce(sum(total_jobs), 0), coalesce(sum(completed_jobs), 0), coalesce(sum(failed_jobs), 0),
                       sum(client_cost_usd)
                FROM job_usage_by_day WHERE day >= v_before_day) AS parts),
        'calls', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('provider', provider, 'succeeded', succeeded, 'failed', failed,
                'prompt_tokens', prompt_tokens, 'completion_tokens', completion_tokens,
                'provider_cost_usd', provider_cost_usd::text) ORDER BY provider), '[]')
            FROM (
                SELECT provider, sum(succeeded) AS succeeded, sum(failed) AS failed,
                       sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,
                       sum(provider_cost_usd) AS provider_cost_usd
                FROM (
                    SELECT * FROM call_totals
                    UNION ALL
                    SELECT provider, successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens,
                           provider_cost_usd
                    FROM call_usage_by_day WHERE day >= v_before_day) AS parts
                GROUP BY provider) AS added),
        'jobs_open', (SELECT count(*) FROM jobs WHERE status IN ('pending', 'in_progress')),
        'calls_open', (SELECT count(*) FROM llm_calls WHERE status = 'admitted'),
        'calls_overdue', (SELECT count(*) FROM llm_calls WHERE status = 'admitted' AND expires_at < now()),
        'holds_open', (SELECT count(*) FROM credit_holds WHERE state = 'held'),
        'teams', (
            SELECT coalesce(jsonb_object_agg(status, number), '{}')
            FROM (SELECT status, count(*) AS number FROM team_credits GROUP BY status) AS counted),
        'organizations', (
            SELECT coalesce(jsonb_object_agg(status, number), '{}')
            FROM (SELECT status, count(*) AS number FROM organizations GROUP BY status) AS counted),
        'credits', (
            SELECT jsonb_build_object('allocated', coalesce(sum(credits_allocated), 0),
                'used', coalesce(sum(credits_used), 0), 'held', coalesce(sum(credits_held), 0))
            FROM team_credits),
        'operator_sessions', (
            SELECT count(*) FROM admin_sessions WHERE revoked_at IS NULL AND expires_at > now())));
END $$;
