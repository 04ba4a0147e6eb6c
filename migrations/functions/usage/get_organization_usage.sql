-- What the teams of an organization used from p_from on and before p_until; p_period is what was asked for, in words.
CREATE FUNCTION get_organization_usage(
    p_principal jsonb, p_organization_id text, p_period text, p_from date, p_until date
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), organization_refusal(p_organization_id), (
        WITH by_team AS MATERIALIZED (
            SELECT team_id, sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs,
                sum(failed_jobs) AS failed_jobs, sum(total_calls) AS total_calls,
                sum(total_prompt_tokens + total_completion_tokens) AS tokens, sum(provider_cost_usd) AS provider_cost_usd,
                sum(client_cost_usd) AS client_cost_usd, sum(credits_used) AS credits_used
            FROM job_usage_by_day
            WHERE organization_id = p_organization_id AND day >= p_from AND day < p_until
            GROUP BY team_id
        ), fees AS MATERIALIZED (
            SELECT team_id, sum(fee_usd) AS fee_usd FROM subscription_fees
            WHERE organization_id = p_organization_id AND day >= p_from AND day < p_until
            GROUP BY team_id
        ), teams AS (
            SELECT team_id, coalesce(total_jobs, 0) AS total_jobs, coalesce(completed_jobs, 0) AS completed_jobs,
                coalesce(failed_jobs, 0) AS failed_jobs, coalesce(total_calls, 0) AS total_calls, coalesce(tokens, 0) AS tokens,
                coalesce(provider_cost_usd, 0) AS provider_cost_usd, coalesce(client_cost_usd, 0) AS client_cost_usd,
                coalesce(credits_used, 0) AS credits_used, coalesce(fee_usd, 0) AS fees
            FROM by_team FULL JOIN fees USING (team_id)
        )
        SELECT granted(jsonb_build_object(
            'organization_id', p_organization_id, 'period', p_period,
            'summary', jsonb_build_object(
                'total_jobs', coalesce(sum(total_jobs), 0), 'completed_jobs', coalesce(sum(completed_jobs), 0),
                'failed_jobs', coalesce(sum(failed_jobs), 0), 'total_calls', coalesce(sum(total_calls), 0),
                'total_tokens', coalesce(sum(tokens), 0), 'credits_used', coalesce(sum(credits_used), 0),
                'total_cost_usd', coalesce(sum(client_cost_usd), 0)::text, 'teams', count(*))
                || costs_document(coalesce(sum(provider_cost_usd), 0), coalesce(sum(client_cost_usd), 0),
                                  coalesce(sum(fees), 0))
                || doubts_document(jsonb_build_object('organization_id', p_organization_id), p_from, p_until),
            'teams', (
                SELECT coalesce(jsonb_object_agg(team_id, jsonb_build_object(
                        'jobs', total_jobs, 'total_tokens', tokens, 'credits_used', credits_used)
                        || costs_document(provider_cost_usd, client_cost_usd, fees)), '{}')
                FROM (SELECT * FROM teams ORDER BY total_jobs DESC, team_id LIMIT 500) AS first)))
        FROM teams
    ));
END $$;
