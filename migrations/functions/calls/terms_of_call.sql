-- On what terms a call is admitted: those that the job's first call fixed, or, if this is the first, those of the team now.
-- The caller has the team's lock.
CREATE FUNCTION terms_of_call(p_team team_credits, p_job_id uuid, p_new_job jsonb)
RETURNS admission_terms LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_plan pricing_plans;
BEGIN
    IF p_new_job IS NULL THEN
        SELECT * INTO STRICT v_job FROM jobs WHERE job_id = p_job_id;
    END IF;
    IF v_job.budget_mode IS NULL THEN
        v_job.budget_mode := p_team.budget_mode;
        v_job.credits_per_dollar := p_team.credits_per_dollar;
        v_job.tokens_per_credit := p_team.tokens_per_credit;
        v_plan := plan_in_force(p_team.team_id, coalesce(v_job.job_type, p_new_job->>'job_type'));
    ELSE
        SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = v_job.plan_id;
    END IF;
    RETURN ROW(v_job, v_plan, coalesce(v_plan.markup_percentage, p_team.cost_markup_percentage),
        is_charged_on_completion(v_job.budget_mode, prices_jobs(v_plan)))::admission_terms;
END $$;
