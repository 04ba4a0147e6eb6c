-- What a team used from p_from on and before p_until; p_period is what was asked for, in words.
CREATE FUNCTION get_team_usage(
    p_principal jsonb, p_team_id text, p_period text, p_from date, p_until date
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(team_or_operator_refusal(p_principal, p_team_id, true), (
        WITH by_type AS MATERIALIZED (
            SELECT job_type, sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs,
                sum(failed_jobs) AS failed_jobs, sum(total_calls) AS total_calls, sum(successful_calls) AS successful_calls,
                sum(failed_calls) AS failed_calls, sum(total_prompt_tokens) AS prompt_tokens,
                sum(total_completion_tokens) AS completion_tokens, sum(provider_cost_usd) AS provider_cost_usd,
                sum(client_cost_usd) AS client_cost_usd, sum(credits_used) AS credits_used
            FROM job_usage_by_day
            WHERE team_id = p_team_id AND day >= p_from AND day < p_until
            GROUP BY job_type
        ), total AS (
            SELECT coalesce(sum(total_jobs), 0) AS total_jobs, coalesce(sum(completed_jobs), 0) AS completed_jobs,
                coalesce(sum(failed_jobs), 0) AS failed_jobs, coalesce(sum(total_calls), 0) AS total_calls,
                coalesce(sum(successful_calls), 0) AS successful_calls, coalesce(sum(failed_calls), 0) AS failed_calls,
                coalesce(sum(prompt_tokens), 0) AS prompt_tokens, coalesce(sum(completion_tokens), 0) AS completion_tokens,
                coalesce(sum(provider_cost_usd), 0) AS provider_cost_usd, coalesce(sum(client_cost_usd), 0) AS client_cost_usd,
                coalesce(sum(credits_used), 0) AS credits_used, count(*) AS job_types,
                (SELECT count(*) FROM jobs
                 WHERE team_id = p_team_id AND status IN ('pending', 'in_progress')
                     AND created_at >= p_from::timestamp AT TIME ZONE 'UTC'
                     AND created_at < p_until::timestamp AT TIME ZONE 'UTC') AS open_jobs,
                (SELECT coalesce(sum(fee_usd), 0) FROM subscription_fees
                 WHERE team_id = p_team_id AND day >= p_from AND day < p_until) AS fees
            FROM by_type
        )
        SELECT granted(jsonb_build_object(
            'team_id', p_team_id, 'period', p_period,
            'summary', jsonb_build_object(
                'total_jobs', total_jobs, 'successful_jobs', completed_jobs, 'failed_jobs', failed_jobs,
                'open_jobs', open_jobs,
                'cancelled_jobs', greatest(0, total_jobs - completed_jobs - failed_jobs - open_jobs),
                'total_calls', total_calls, 'successful_calls', successful_calls, 'failed_calls', failed_calls,
                'total_tokens', prompt_tokens + completion_tokens, 'prompt_tokens', prompt_tokens,
                'completion_tokens', completion_tokens,
                'total_cost_usd', client_cost_usd::text,
                'avg_cost_per_job', coalesce(client_cost_usd / nullif(total_jobs, 0), 0)::text,
                'credits_used', credits_used, 'job_types', job_types)
                || costs_document(provider_cost_usd, client_cost_usd, fees)
                || doubts_document(jsonb_build_object('team_id', p_team_id), p_from, p_until),
            'job_types', (
                SELECT coalesce(jsonb_object_agg(job_type, jsonb_build_object(
                        'count', total_jobs, 'cost_usd', client_cost_usd::text,
                        'total_tokens', prompt_tokens + completion_tokens, 'credits_used', credits_used)
                        || costs_document(provider_cost_usd, client_cost_usd)), '{}')
                FROM (SELECT * FROM by_type ORDER BY total_jobs DESC, job_type LIMIT 500) AS first)))
        FROM total
    ));
END $$;
