-- The first part of usage_report_query: WITH figures, a row for each group, with its key and the columns of usage_figures.
CREATE FUNCTION usage_figures_query(p_query jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_key text := CASE p_query->>'group_by' WHEN 'month' THEN 'date_trunc(''month'', day::timestamp)::date'
        WHEN 'organization' THEN 'organization_id' WHEN 'team' THEN 'team_id' ELSE quote_ident(p_query->>'group_by') END;
    v_sums text := 'sum(total_calls) AS total_calls, sum(successful_calls) AS successful_calls,
            sum(failed_calls) AS failed_calls, sum(total_prompt_tokens) AS prompt_tokens,
            sum(total_completion_tokens) AS completion_tokens, sum(provider_cost_usd) AS provider_cost_usd,
            sum(client_cost_usd) AS client_cost_usd';
    v_of_jobs text := usage_filter(p_query, '{organization_id,team_id,job_type}');
    v_with_fees boolean := is_report_with_fees(p_query);
BEGIN
    IF is_report_of_calls(p_query) THEN
        RETURN format('
        WITH figures AS MATERIALIZED (
            SELECT %s AS key, NULL::numeric AS total_jobs, NULL::numeric AS completed_jobs, NULL::numeric AS failed_jobs,
            NULL::numeric AS credits_used, NULL::numeric AS fees_usd, %s, %s AS latency_counts
            FROM call_usage_by_day WHERE %s GROUP BY 1)', v_key, v_sums, latency_sums(),
            usage_filter(p_query, '{organization_id,team_id,job_type,model,provider}'));
    END IF;
    RETURN format('
        WITH used AS (
            SELECT %s AS key, sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs,
            sum(failed_jobs) AS failed_jobs, sum(credits_used) AS credits_used, %s
            FROM job_usage_by_day WHERE %s GROUP BY 1
        ), timed AS (
            SELECT %1$s AS key, %4$s AS latency_counts FROM call_usage_by_day WHERE %3$s GROUP BY 1
        )%5$s, figures AS MATERIALIZED (
            SELECT key, coalesce(total_jobs, 0) AS total_jobs, coalesce(completed_jobs, 0) AS completed_jobs,
                coalesce(failed_jobs, 0) AS failed_jobs, coalesce(credits_used, 0) AS credits_used, %6$s AS fees_usd,
                total_calls, successful_calls, failed_calls, prompt_tokens, completion_tokens, provider_cost_usd,
                client_cost_usd, latency_counts
            FROM used FULL JOIN timed USING (key) %7$s)',
        v_key, v_sums, v_of_jobs, latency_sums(),
        CASE WHEN v_with_fees THEN format(', paid AS (
            SELECT %s AS key, sum(fee_usd) AS fees_usd FROM subscription_fees WHERE %s GROUP BY 1
        )', v_key, usage_filter(p_query, '{organization_id,team_id}')) ELSE '' END,
        CASE WHEN v_with_fees THEN 'coalesce(fees_usd, 0)' ELSE 'NULL::numeric' END,
        CASE WHEN v_with_fees THEN 'FULL JOIN paid USING (key)' ELSE '' END);
END $$;
