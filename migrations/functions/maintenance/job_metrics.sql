-- Counts of all jobs: the stored totals before a day, and the rows from that day on.
CREATE FUNCTION job_metrics(p_before_day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('opened', sum(opened), 'completed', sum(completed), 'failed', sum(failed),
        'client_cost_usd', coalesce(sum(client_cost_usd), 0)::text)
    FROM (
        SELECT opened, completed, failed, client_cost_usd FROM job_totals
        UNION ALL
        SELECT coalesce(sum(total_jobs), 0), coalesce(sum(completed_jobs), 0), coalesce(sum(failed_jobs), 0),
               sum(client_cost_usd)
        FROM job_usage_by_day WHERE day >= p_before_day) AS parts
$$;
