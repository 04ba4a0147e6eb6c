-- Marks a job as in progress, and inserts it first if it is new. The terms of its first call are kept.
CREATE FUNCTION start_job(p_team team_credits, p_terms admission_terms, p_job_id uuid, p_new_job jsonb, p_model text)
RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_terms jobs := p_terms.job;
    v_plan pricing_plans := p_terms.plan;
    v_job jobs;
BEGIN
    IF p_new_job IS NOT NULL THEN
        PERFORM insert_job(p_job_id, p_team, p_new_job);
    END IF;
    UPDATE jobs SET status = 'in_progress', started_at = coalesce(started_at, now()), last_call_at = now(),
            budget_mode = v_terms.budget_mode, credits_per_dollar = v_terms.credits_per_dollar,
            tokens_per_credit = v_terms.tokens_per_credit, plan_id = v_plan.plan_id,
            model_groups_used = CASE WHEN p_model = ANY (model_groups_used) THEN model_groups_used
                                     ELSE model_groups_used || p_model END
        WHERE job_id = p_job_id RETURNING * INTO v_job;
    RETURN v_job;
END $$;
