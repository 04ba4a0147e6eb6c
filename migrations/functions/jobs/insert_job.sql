-- Inserts a new job. p_job: see create_job. p_begun: what its first call fixes, where it begins with one; see start_job.
CREATE FUNCTION insert_job(p_job_id uuid, p_team team_credits, p_job jsonb, p_begun jobs DEFAULT NULL)
RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_usage job_usage_by_day;
BEGIN
    INSERT INTO jobs (job_id, team_id, organization_id, job_type, user_id, external_task_id, job_metadata, status, started_at,
                      last_call_at, budget_mode, credits_per_dollar, tokens_per_credit, plan_id, model_groups_used)
        VALUES (p_job_id, p_team.team_id, p_team.organization_id, p_job->>'job_type', p_job->>'user_id',
                p_job->>'external_task_id', coalesce(p_job->'metadata', '{}'), coalesce(p_begun.status, 'pending'),
                p_begun.started_at, p_begun.last_call_at, p_begun.budget_mode, p_begun.credits_per_dollar,
                p_begun.tokens_per_credit, p_begun.plan_id, coalesce(p_begun.model_groups_used, '{}'))
        RETURNING * INTO v_job;
    v_usage.total_jobs := 1;
    PERFORM add_job_usage(v_job, v_usage);
    RETURN v_job;
END $$;
