-- The query that answers report_usage, with its p_query, p_from and p_until as $1, $2 and $3.
CREATE FUNCTION usage_report_query(p_query jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_group text := p_query->>'group_by';
BEGIN
    RETURN usage_figures_query(p_query) || format(', page AS (
            SELECT figures.*, row_number() OVER (ORDER BY %1$s) AS position FROM figures
            ORDER BY %1$s LIMIT ($1->>''limit'')::bigint OFFSET ($1->>''offset'')::bigint
        )
        SELECT jsonb_build_object(
            ''total_rows'', (SELECT count(*) FROM figures),
            ''totals'', (
                SELECT usage_figures_document(ROW(
                    %2$s, sum(total_calls), sum(successful_calls), sum(failed_calls), sum(prompt_tokens),
                    sum(completion_tokens), sum(provider_cost_usd), sum(client_cost_usd), %3$s)::usage_figures)
                FROM figures),
            ''rows'', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(''key'', %4$s) || usage_figures_document(ROW(
                    total_jobs, completed_jobs, failed_jobs, credits_used, fees_usd, total_calls, successful_calls,
                    failed_calls, prompt_tokens, completion_tokens, provider_cost_usd, client_cost_usd,
                    latency_counts)::usage_figures) ORDER BY position), ''[]'')
                FROM page))',
        CASE WHEN v_group IN ('day', 'month') THEN 'key' ELSE 'total_calls DESC NULLS LAST, key' END,
        CASE WHEN is_report_of_calls(p_query) THEN 'NULL, NULL, NULL, NULL, NULL'
            ELSE 'coalesce(sum(total_jobs), 0), coalesce(sum(completed_jobs), 0), coalesce(sum(failed_jobs), 0), '
                'coalesce(sum(credits_used), 0), '
                || CASE WHEN is_report_with_fees(p_query) THEN 'coalesce(sum(fees_usd), 0)' ELSE 'NULL' END END,
        latency_sums(),
        CASE v_group WHEN 'month' THEN 'to_char(key, ''YYYY-MM'')' ELSE 'key::text' END);
END $$;
