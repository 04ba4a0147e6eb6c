-- A team's jobs with what they add up to, the newest first: of a status, of a type, created from p_from on and before
-- p_until, with p_id_part in their id, and, where p_called is true, with a call; null: any.
CREATE FUNCTION list_job_summaries(
    p_principal jsonb, p_team_id text, p_status job_status, p_job_type text, p_from timestamptz, p_until timestamptz,
    p_id_part text, p_called boolean, p_limit bigint, p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        CASE WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id) THEN refusal('team_not_found') END, (
        WITH listed AS NOT MATERIALIZED (
            SELECT job_id, created_at FROM jobs
            WHERE team_id = p_team_id AND (p_status IS NULL OR status = (SELECT p_status))
                AND (p_job_type IS NULL OR job_type = p_job_type)
                AND (p_from IS NULL OR created_at >= (SELECT p_from))
                AND (p_until IS NULL OR created_at < (SELECT p_until))
                AND (p_id_part IS NULL OR strpos(job_id::text, lower(p_id_part)) > 0)
                AND (p_called IS NULL OR started_at IS NOT NULL)
        ), page AS MATERIALIZED (
            SELECT job_id FROM listed ORDER BY created_at DESC, job_id DESC LIMIT p_limit OFFSET p_offset
        )
        SELECT granted(jsonb_build_object(
            'total', CASE WHEN p_id_part IS NULL
                THEN count_jobs(p_team_id, p_status, p_job_type, p_from, p_until, p_called)
                ELSE (SELECT count(*) FROM listed) END,
            'jobs', coalesce(
                jsonb_agg(job_summary(job, costs, retry_count) ORDER BY job.created_at DESC, job.job_id DESC), '[]')))
        FROM page JOIN jobs AS job USING (job_id) LEFT JOIN job_cost_summaries AS costs USING (job_id), retries_of_job(job)
    ));
END $$;
