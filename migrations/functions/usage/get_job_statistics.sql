-- The jobs of an organization, from p_from on and before p_until; null: without that bound.
CREATE FUNCTION get_job_statistics(p_principal jsonb, p_organization_id text, p_from date, p_until date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), organization_refusal(p_organization_id), (
        WITH by_team AS MATERIALIZED (
            SELECT team_id, sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs,
                sum(failed_jobs) AS failed_jobs, sum(total_calls) AS total_calls, sum(successful_calls) AS successful_calls,
                sum(failed_calls) AS failed_calls, sum(total_prompt_tokens + total_completion_tokens) AS tokens,
                sum(provider_cost_usd) AS provider_cost_usd, sum(client_cost_usd) AS client_cost_usd,
                sum(credits_used) AS credits_used
            FROM job_usage_by_day
            WHERE organization_id = p_organization_id
                AND (p_from IS NULL OR day >= p_from) AND (p_until IS NULL OR day < p_until)
            GROUP BY team_id
        ), open AS (
            SELECT count(*) FILTER (WHERE job.status = 'pending') AS pending,
                count(*) FILTER (WHERE job.status = 'in_progress') AS in_progress
            FROM team_credits AS team JOIN jobs AS job USING (team_id)
            WHERE team.organization_id = p_organization_id AND job.status IN ('pending', 'in_progress')
                AND (p_from IS NULL OR job.created_at >= p_from::timestamp AT TIME ZONE 'UTC')
                AND (p_until IS NULL OR job.created_at < p_until::timestamp AT TIME ZONE 'UTC')
        )
        SELECT granted(jsonb_build_object(
            'organization_id', p_organization_id,
            'organization_name', (SELECT name FROM organizations WHERE organization_id = p_organization_id),
            'total_teams', (SELECT count(*) FROM team_credits WHERE organization_id = p_organization_id AND deleted_at IS NULL),
            'total_jobs', coalesce(sum(total_jobs), 0), 'completed_jobs', coalesce(sum(completed_jobs), 0),
            'failed_jobs', coalesce(sum(failed_jobs), 0), 'pending_jobs', (SELECT pending FROM open),
            'in_progress_jobs', (SELECT in_progress FROM open),
            'total_llm_calls', coalesce(sum(total_calls), 0), 'successful_calls', coalesce(sum(successful_calls), 0),
            'failed_calls', coalesce(sum(failed_calls), 0), 'total_tokens', coalesce(sum(tokens), 0),
            'total_cost_usd', coalesce(sum(provider_cost_usd), 0)::text,
            'total_credits_used', coalesce(sum(credits_used), 0),
            'top_teams', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'team_id', team_id, 'job_count', total_jobs, 'credits_used', credits_used)
                    ORDER BY total_jobs DESC, team_id), '[]')
                FROM (SELECT * FROM by_team ORDER BY total_jobs DESC, team_id LIMIT 10) AS top))
            || costs_document(coalesce(sum(provider_cost_usd), 0), coalesce(sum(client_cost_usd), 0)))
        FROM by_team
    ));
END $$;
