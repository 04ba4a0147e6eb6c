-- The books of team $1, whose jobs are $2, calls $3 and plans $4, in the order in which they were created.
SELECT jsonb_build_object(
    'balance', (
        SELECT jsonb_build_object(
            'remaining', credits_remaining, 'used', credits_used, 'held', credits_held,
            'last_refill_at', extract(epoch FROM last_refill_at)::bigint,
            'requests_left', (requests_left * 4)::bigint, 'tokens_left', (tokens_left * 4)::bigint)
        FROM team_credits WHERE team_id = $1),
    'jobs', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'status', status, 'credits_charged', credits_charged,
            'credits_uncollected', credits_uncollected, 'settled_calls', coalesce(total_calls, 0),
            'tokens', coalesce(total_tokens, 0),
            'client_cost', trim_scale(coalesce(total_cost_usd, 0) * 1e16)::text,
            'price', trim_scale(coalesce(job_price_usd, 0) * 1e16)::text,
            'plan', array_position($4, plan_id) - 1,
            'period_start', extract(epoch FROM plan_period_start)::bigint, 'position', plan_position) ORDER BY number)
        FROM unnest($2) WITH ORDINALITY AS made(job_id, number) JOIN jobs USING (job_id)
        LEFT JOIN job_cost_summaries USING (job_id)), '[]'),
    'calls', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'status', status, 'late', late, 'in_doubt', trim_scale(in_doubt_usd * 1e16)::text,
            'in_doubt_bound', trim_scale(in_doubt_bound_usd * 1e16)::text) ORDER BY number)
        FROM unnest($3) WITH ORDINALITY AS made(call_id, number) JOIN llm_calls USING (call_id)), '[]'),
    'plans', coalesce((
        SELECT jsonb_agg(extract(epoch FROM valid_until)::bigint ORDER BY number)
        FROM unnest($4) WITH ORDINALITY AS made(plan_id, number) JOIN pricing_plans USING (plan_id)), '[]'),
    'plan_periods', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'plan', number - 1, 'start', extract(epoch FROM period_start)::bigint,
            'end', extract(epoch FROM period_end)::bigint, 'jobs', jobs_counted,
            'fee', (period_fee_usd * 1000000)::bigint, 'credited', (fee_credited_usd * 1000000)::bigint)
            ORDER BY number, period_start)
        FROM unnest($4) WITH ORDINALITY AS made(plan_id, number) JOIN plan_periods USING (plan_id)), '[]'),
    'usage', (
        SELECT jsonb_agg(jsonb_build_object(
            'jobs', coalesce(total_jobs, 0), 'completed_jobs', coalesce(completed_jobs, 0),
            'failed_jobs', coalesce(failed_jobs, 0), 'calls', coalesce(total_calls, 0),
            'successful_calls', coalesce(successful_calls, 0), 'failed_calls', coalesce(failed_calls, 0),
            'prompt_tokens', coalesce(total_prompt_tokens, 0), 'completion_tokens', coalesce(total_completion_tokens, 0),
            'provider_cost', trim_scale(coalesce(provider_cost_usd, 0) * 1e16)::text,
            'client_cost', trim_scale(coalesce(client_cost_usd, 0) * 1e16)::text,
            'credits', coalesce(credits_used, 0)) ORDER BY number)
        FROM unnest($5) WITH ORDINALITY AS known(job_type, number) CROSS JOIN LATERAL (
            SELECT sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs, sum(failed_jobs) AS failed_jobs,
                sum(total_calls) AS total_calls, sum(successful_calls) AS successful_calls,
                sum(failed_calls) AS failed_calls, sum(total_prompt_tokens) AS total_prompt_tokens,
                sum(total_completion_tokens) AS total_completion_tokens, sum(provider_cost_usd) AS provider_cost_usd,
                sum(client_cost_usd) AS client_cost_usd, sum(credits_used) AS credits_used
            FROM job_usage_by_day AS usage
            -- The team's organization has no other one.
            WHERE usage.organization_id = $1 AND usage.job_type = known.job_type) AS total),
    'idempotency_keys', coalesce((
        SELECT jsonb_agg(jsonb_build_array(holder, idempotency_key, answer IS NOT NULL) ORDER BY holder, idempotency_key)
        FROM idempotency_keys WHERE team_id = $1), '[]'))
