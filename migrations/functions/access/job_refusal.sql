-- Why the team may not call or close this job, or null.
CREATE FUNCTION job_refusal(p_job jobs, p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_job.job_id IS NULL THEN refusal('job_not_found')
        WHEN p_job.team_id <> p_team_id THEN refusal('wrong_team')
        WHEN p_job.status NOT IN ('pending', 'in_progress') THEN refusal('job_closed', jsonb_build_object('status', p_job.status))
    END
$$;
