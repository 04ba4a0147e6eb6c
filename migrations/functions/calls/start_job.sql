-- Marks a job as in progress, or inserts it so if it is new. The terms of its first call are kept.
CREATE FUNCTION start_job(p_team team_credits, p_terms admission_terms, p_job_id uuid, p_new_job jsonb, p_model text)
RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := p_terms.job;
    v_plan pricing_plans := p_terms.plan;
BEGIN
    v_job.status := 'in_progress';
    v_job.started_at := coalesce(v_job.started_at, now());
    v_job.last_call_at := now();
    v_job.plan_id := v_plan.plan_id;
    v_job.model_groups_used := coalesce(v_job.model_groups_used, '{}');
    IF p_model <> ALL (v_job.model_groups_used) THEN
        v_job.model_groups_used := v_job.model_groups_used || p_model;
    END IF;
    IF p_new_job IS NOT NULL THEN
        RETURN insert_job(p_job_id, p_team, p_new_job, v_job);
    END IF;
    UPDATE jobs SET status = v_job.status, started_at = v_job.started_at, last_call_at = v_job.last_call_at,
            budget_mode = v_job.budget_mode, credits_per_dollar = v_job.credits_per_dollar,
            tokens_per_credit = v_job.tokens_per_credit, plan_id = v_job.plan_id, model_groups_used = v_job.model_groups_used
        WHERE job_id = p_job_id RETURNING * INTO STRICT v_job;
    RETURN v_job;
END $$;
