-- A team's jobs, of a status or of any, the newest first.
CREATE FUNCTION list_jobs(
    p_principal jsonb, p_team_id text, p_status job_status, p_limit bigint, p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(team_or_operator_refusal(p_principal, p_team_id, true), (
        WITH page AS MATERIALIZED (
            SELECT job_id FROM jobs
            WHERE team_id = p_team_id AND (p_status IS NULL OR status = (SELECT p_status))
            ORDER BY created_at DESC, job_id DESC LIMIT p_limit OFFSET p_offset
        )
        SELECT granted(jsonb_build_object(
            'team_id', p_team_id,
            'total', count_jobs(p_team_id, p_status, NULL, NULL, NULL, NULL),
            'count', count(*),
            'jobs', coalesce(jsonb_agg(job_document(job) ORDER BY job.created_at DESC, job.job_id DESC), '[]')))
        FROM page JOIN jobs AS job USING (job_id)
    ));
END $$;
