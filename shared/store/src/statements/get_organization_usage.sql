-- $2: the organization, $3: the period as it was asked for, $4: its first day, $5: the day after its last.
SELECT coalesce(operator_refusal($1::text::jsonb), organization_refusal($2), (
    WITH by_team AS MATERIALIZED (
        SELECT team_id, sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs,
            sum(failed_jobs) AS failed_jobs, sum(total_calls) AS total_calls,
            sum(total_prompt_tokens + total_completion_tokens) AS tokens, sum(provider_cost_usd) AS provider_cost_usd,
            sum(client_cost_usd) AS client_cost_usd, sum(credits_used) AS credits_used
        FROM job_usage_by_day
        WHERE organization_id = $2 AND day >= $4::text::date AND day < $5::text::date
        GROUP BY team_id
    ), fees AS MATERIALIZED (
        SELECT team_id, sum(fee_usd) AS fee_usd FROM subscription_fees
        WHERE organization_id = $2 AND day >= $4::text::date AND day < $5::text::date
        GROUP BY team_id
    ), teams AS (
        SELECT team_id, coalesce(total_jobs, 0) AS total_jobs, coalesce(completed_jobs, 0) AS completed_jobs,
            coalesce(failed_jobs, 0) AS failed_jobs, coalesce(total_calls, 0) AS total_calls, coalesce(tokens, 0) AS tokens,
            coalesce(provider_cost_usd, 0) AS provider_cost_usd, coalesce(client_cost_usd, 0) AS client_cost_usd,
            coalesce(credits_used, 0) AS credits_used, coalesce(fee_usd, 0) AS fees
        FROM by_team FULL JOIN fees USING (team_id)
    )
    SELECT granted(jsonb_build_object(
        'organization_id', $2, 'period', $3::text,
        'summary', jsonb_build_object(
            'total_jobs', coalesce(sum(total_jobs), 0), 'completed_jobs', coalesce(sum(completed_jobs), 0),
            'failed_jobs', coalesce(sum(failed_jobs), 0), 'total_calls', coalesce(sum(total_calls), 0),
            'total_tokens', coalesce(sum(tokens), 0), 'credits_used', coalesce(sum(credits_used), 0),
            'total_cost_usd', rounded(coalesce(sum(client_cost_usd), 0), 2), 'teams', count(*))
            || costs_document(true, coalesce(sum(provider_cost_usd), 0), coalesce(sum(client_cost_usd), 0),
                              coalesce(sum(fees), 0)),
        'teams', (
            SELECT coalesce(jsonb_object_agg(team_id, jsonb_build_object(
                    'jobs', total_jobs, 'total_tokens', tokens, 'credits_used', credits_used)
                    || costs_document(true, provider_cost_usd, client_cost_usd, fees)), '{}')
            FROM (SELECT * FROM teams ORDER BY total_jobs DESC, team_id LIMIT 500) AS first)))
    FROM teams
))::text
