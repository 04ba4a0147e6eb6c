-- The query of list_all_jobs. It reads the newest p_depth jobs of a team, of an organization, with a client's id, that are open, or of
-- all, and of them those that fit. $1: the list's query. $2: p_depth. $3 and $4: the times within which they were opened, the latter
-- left out.
CREATE FUNCTION jobs_query(p_query jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format($sql$
        WITH read AS MATERIALIZED (
            SELECT job_id, created_at, %2$s AS fits, row_number() OVER (ORDER BY created_at DESC, job_id DESC) AS place
            FROM (SELECT * FROM %3$s AS job WHERE %1$s AND created_at >= $3 AND created_at < $4 %4$s
                  ORDER BY created_at DESC, job_id DESC LIMIT $2) AS job
        ), found AS (
            SELECT job_id, row_number() OVER (ORDER BY created_at DESC, job_id DESC) AS place FROM read WHERE fits
            ORDER BY created_at DESC, job_id DESC LIMIT ($1->>'limit')::bigint + 1
        )
        SELECT jsonb_build_object(
            'items', (
                SELECT coalesce(jsonb_agg(job_summary(job, costs, retry_count) ORDER BY place), '[]')
                FROM found JOIN jobs AS job USING (job_id) LEFT JOIN job_cost_summaries AS costs USING (job_id), retries_of_job(job)
                WHERE place <= ($1->>'limit')::bigint),
            'next', CASE WHEN EXISTS (SELECT FROM found WHERE place > ($1->>'limit')::bigint)
                THEN (SELECT job_id FROM found WHERE place = ($1->>'limit')::bigint)
                ELSE (SELECT job_id FROM read WHERE place = $2) END)$sql$,
        CASE WHEN p_query ? 'external_task_id' THEN 'external_task_id = $1->>''external_task_id'''
             WHEN p_query ? 'team_id' THEN 'team_id = $1->>''team_id'''
             WHEN p_query ? 'organization_id' THEN 'organization_id = $1->>''organization_id'''
             ELSE 'true' END,
        jobs_filter(p_query),
        -- Few jobs are open: they are read first, and then put in order.
        CASE WHEN p_query->>'status' IN ('pending', 'in_progress')
            THEN '(SELECT * FROM jobs WHERE status IN (''pending'', ''in_progress'') OFFSET 0)' ELSE 'jobs' END,
        CASE WHEN p_query ? 'before' THEN 'AND (created_at, job_id) < (
            SELECT created_at, job_id FROM jobs WHERE job_id = ($1->>''before'')::uuid)' END)
$$;
