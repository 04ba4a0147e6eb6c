-- Inserts a new job. p_job: see create_job.
CREATE FUNCTION insert_job(p_job_id uuid, p_team team_credits, p_job jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    INSERT INTO jobs (job_id, team_id, organization_id, job_type, user_id, external_task_id, job_metadata)
        VALUES (p_job_id, p_team.team_id, p_team.organization_id, p_job->>'job_type', p_job->>'user_id',
                p_job->>'external_task_id', coalesce(p_job->'metadata', '{}'))
        RETURNING * INTO v_job;
    PERFORM add_job_usage(v_job, '{"total_jobs": 1}');
END $$;
