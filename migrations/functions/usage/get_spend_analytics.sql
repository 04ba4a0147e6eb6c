-- What an organization spends, from p_from on and before p_until; null: without that bound.
CREATE FUNCTION get_spend_analytics(p_principal jsonb, p_organization_id text, p_from date, p_until date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), organization_refusal(p_organization_id), (
        WITH used AS MATERIALIZED (
            SELECT team_id, day, sum(total_calls) AS calls, sum(successful_calls) AS successful, sum(failed_calls) AS failed,
                sum(total_prompt_tokens + total_completion_tokens) AS tokens, sum(provider_cost_usd) AS spend,
                sum(client_cost_usd) AS client_spend
            FROM job_usage_by_day
            WHERE organization_id = p_organization_id
                AND (p_from IS NULL OR day >= p_from) AND (p_until IS NULL OR day < p_until)
            GROUP BY team_id, day
        ), served AS MATERIALIZED (
            SELECT model, provider, sum(total_calls) AS calls, sum(successful_calls) AS successful, sum(failed_calls) AS failed,
                sum(total_prompt_tokens + total_completion_tokens) AS tokens, sum(provider_cost_usd) AS spend,
                sum(client_cost_usd) AS client_spend
            FROM call_usage_by_day
            WHERE organization_id = p_organization_id
                AND (p_from IS NULL OR day >= p_from) AND (p_until IS NULL OR day < p_until)
            GROUP BY model, provider
        ), paid AS (
            SELECT coalesce(sum(fee_usd), 0) AS fees FROM subscription_fees
            WHERE organization_id = p_organization_id
                AND (p_from IS NULL OR day >= p_from) AND (p_until IS NULL OR day < p_until)
        )
        SELECT granted(jsonb_build_object(
            'organization_id', p_organization_id,
            'organization_name', (SELECT name FROM organizations WHERE organization_id = p_organization_id),
            'total_requests', coalesce(sum(calls), 0), 'successful_requests', coalesce(sum(successful), 0),
            'failed_requests', coalesce(sum(failed), 0), 'total_tokens', coalesce(sum(tokens), 0),
            'total_spend', coalesce(sum(spend), 0)::text, 'client_spend', coalesce(sum(client_spend), 0)::text,
            'subscription_fees', (SELECT fees FROM paid)::text,
            'profit', (coalesce(sum(client_spend - spend), 0) + (SELECT fees FROM paid))::text,
            'daily_spend', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'date', day, 'spend', spend::text, 'client_spend', client_spend::text, 'count', calls)
                    ORDER BY day), '[]')
                FROM (SELECT day, sum(spend) AS spend, sum(client_spend) AS client_spend, sum(calls) AS calls FROM used
                      GROUP BY day ORDER BY day DESC LIMIT 1000) AS latest),
            'spend_per_team', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'team_id', team_id, 'spend', spend::text, 'client_spend', client_spend::text,
                        'successful', successful, 'failed', failed, 'tokens', tokens) ORDER BY spend DESC, team_id), '[]')
                FROM (SELECT team_id, sum(spend) AS spend, sum(client_spend) AS client_spend, sum(successful) AS successful,
                          sum(failed) AS failed, sum(tokens) AS tokens FROM used
                      GROUP BY team_id ORDER BY sum(spend) DESC, team_id LIMIT 10) AS top),
            'top_models', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'model', model, 'spend', spend::text, 'client_spend', client_spend::text, 'count', calls)
                    ORDER BY spend DESC, model), '[]')
                FROM (SELECT model, sum(spend) AS spend, sum(client_spend) AS client_spend, sum(calls) AS calls FROM served
                      GROUP BY model ORDER BY sum(spend) DESC, model LIMIT 10) AS top),
            'provider_usage', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'provider', provider, 'spend', spend::text, 'client_spend', client_spend::text,
                        'successful', successful, 'failed', failed, 'tokens', tokens) ORDER BY spend DESC, provider), '[]')
                FROM (SELECT provider, sum(spend) AS spend, sum(client_spend) AS client_spend, sum(successful) AS successful,
                          sum(failed) AS failed, sum(tokens) AS tokens FROM served GROUP BY provider) AS each_one)))
        FROM used
    ));
END $$;
