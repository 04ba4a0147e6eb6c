-- What was used, by day (UTC): what reports read instead of jobs and calls. Kept by the statements that write those.

-- By the day on which a job was opened. Costs and tokens are those of its calls, and the price of the job itself.
CREATE TABLE job_usage_by_day (
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL,
    day date NOT NULL,
    job_type text NOT NULL,
    total_jobs bigint NOT NULL DEFAULT 0,
    completed_jobs bigint NOT NULL DEFAULT 0,
    failed_jobs bigint NOT NULL DEFAULT 0,
    total_calls bigint NOT NULL DEFAULT 0,
    successful_calls bigint NOT NULL DEFAULT 0,
    failed_calls bigint NOT NULL DEFAULT 0,
    total_prompt_tokens bigint NOT NULL DEFAULT 0,
    total_completion_tokens bigint NOT NULL DEFAULT 0,
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    client_cost_usd numeric NOT NULL DEFAULT 0,
    -- Credits charged, refunds taken off.
    credits_used bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (team_id, day, job_type)
) WITH (fillfactor = 70);

CREATE INDEX job_usage_by_organization ON job_usage_by_day (organization_id, day);

-- Upper bounds of the latency classes, in milliseconds: each a quarter above the one before. A percentile read from
-- them is off by a tenth at most.
CREATE FUNCTION latency_bounds() RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT round(10 * 1.25 ^ step)::bigint ORDER BY round(10 * 1.25 ^ step)::bigint)
    FROM generate_series(0, 47) AS step
$$;

-- By the day on which a call was made, and what served it.
CREATE TABLE call_usage_by_day (
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL,
    day date NOT NULL,
    job_type text NOT NULL,
    -- The alias that served, or was asked for where none did.
    model text NOT NULL,
    provider provider NOT NULL,
    total_calls bigint NOT NULL DEFAULT 0,
    successful_calls bigint NOT NULL DEFAULT 0,
    failed_calls bigint NOT NULL DEFAULT 0,
    total_prompt_tokens bigint NOT NULL DEFAULT 0,
    total_completion_tokens bigint NOT NULL DEFAULT 0,
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    client_cost_usd numeric NOT NULL DEFAULT 0,
    -- How many calls took how long: by the classes of latency_bounds, then those that took longer, then those of which it
    -- is not known.
    latency_counts bigint[] NOT NULL,
    PRIMARY KEY (team_id, day, job_type, model, provider)
) WITH (fillfactor = 70);

CREATE INDEX call_usage_by_organization ON call_usage_by_day (organization_id, day);

-- Adds to a job's day. p_added: the columns that grow, by name; the others stay. The caller has the team's lock, or only
-- opens the job.
CREATE FUNCTION add_job_usage(p_job jobs, p_added jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_added job_usage_by_day := jsonb_populate_record(NULL::job_usage_by_day, p_added);
BEGIN
    INSERT INTO job_usage_by_day AS kept
            (team_id, organization_id, day, job_type, total_jobs, completed_jobs, failed_jobs, total_calls,
             successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens, provider_cost_usd,
             client_cost_usd, credits_used)
        VALUES (p_job.team_id, p_job.organization_id, (p_job.created_at AT TIME ZONE 'UTC')::date, p_job.job_type,
                coalesce(v_added.total_jobs, 0), coalesce(v_added.completed_jobs, 0), coalesce(v_added.failed_jobs, 0),
                coalesce(v_added.total_calls, 0), coalesce(v_added.successful_calls, 0), coalesce(v_added.failed_calls, 0),
                coalesce(v_added.total_prompt_tokens, 0), coalesce(v_added.total_completion_tokens, 0),
                coalesce(v_added.provider_cost_usd, 0), coalesce(v_added.client_cost_usd, 0),
                coalesce(v_added.credits_used, 0))
        ON CONFLICT (team_id, day, job_type) DO UPDATE SET
            total_jobs = kept.total_jobs + excluded.total_jobs,
            completed_jobs = kept.completed_jobs + excluded.completed_jobs,
            failed_jobs = kept.failed_jobs + excluded.failed_jobs,
            total_calls = kept.total_calls + excluded.total_calls,
            successful_calls = kept.successful_calls + excluded.successful_calls,
            failed_calls = kept.failed_calls + excluded.failed_calls,
            total_prompt_tokens = kept.total_prompt_tokens + excluded.total_prompt_tokens,
            total_completion_tokens = kept.total_completion_tokens + excluded.total_completion_tokens,
            provider_cost_usd = kept.provider_cost_usd + excluded.provider_cost_usd,
            client_cost_usd = kept.client_cost_usd + excluded.client_cost_usd,
            credits_used = kept.credits_used + excluded.credits_used;
END $$;

-- Adds a settled call to its own day. The caller has the team's lock.
CREATE FUNCTION add_call_usage(p_call llm_calls, p_job_type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_bounds bigint[] := latency_bounds();
    v_classes int := cardinality(v_bounds) + 2;
    -- width_bucket counts the bounds that a latency has reached; a class reaches up to its bound.
    v_class int := coalesce(width_bucket(p_call.latency_ms - 1, v_bounds) + 1, v_classes);
    v_counts bigint[] := array_fill(0::bigint, ARRAY[v_classes]);
BEGIN
    IF p_call.provider IS NULL THEN
        RETURN;
    END IF;
    v_counts[v_class] := 1;
    INSERT INTO call_usage_by_day AS kept
            (team_id, organization_id, day, job_type, model, provider, total_calls, successful_calls, failed_calls,
             total_prompt_tokens, total_completion_tokens, provider_cost_usd, client_cost_usd, latency_counts)
        VALUES (p_call.team_id, p_call.organization_id, (p_call.created_at AT TIME ZONE 'UTC')::date, p_job_type,
                coalesce(p_call.model_used, p_call.model_group_used), p_call.provider, 1,
                (p_call.status = 'succeeded')::int, (p_call.status = 'failed')::int, p_call.prompt_tokens,
                p_call.completion_tokens, p_call.provider_cost_usd, p_call.client_cost_usd, v_counts)
        ON CONFLICT (team_id, day, job_type, model, provider) DO UPDATE SET
            total_calls = kept.total_calls + 1,
            successful_calls = kept.successful_calls + excluded.successful_calls,
            failed_calls = kept.failed_calls + excluded.failed_calls,
            total_prompt_tokens = kept.total_prompt_tokens + excluded.total_prompt_tokens,
            total_completion_tokens = kept.total_completion_tokens + excluded.total_completion_tokens,
            provider_cost_usd = kept.provider_cost_usd + excluded.provider_cost_usd,
            client_cost_usd = kept.client_cost_usd + excluded.client_cost_usd,
            latency_counts[v_class] = kept.latency_counts[v_class] + 1;
END $$;

-- What was used before there were reports.
INSERT INTO job_usage_by_day
SELECT jobs.team_id, jobs.organization_id, (jobs.created_at AT TIME ZONE 'UTC')::date, job_type,
    count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
    coalesce(sum(total_calls), 0), coalesce(sum(successful_calls), 0), coalesce(sum(failed_calls), 0),
    coalesce(sum(total_prompt_tokens), 0), coalesce(sum(total_completion_tokens), 0),
    coalesce(sum(provider_cost_usd), 0), coalesce(sum(total_cost_usd), 0), sum(credits_charged)
FROM jobs LEFT JOIN job_cost_summaries USING (job_id)
GROUP BY 1, 2, 3, 4;
SELECT add_call_usage(call, job_type) FROM llm_calls AS call JOIN jobs USING (job_id)
WHERE call.status IN ('succeeded', 'failed');
