-- Puts a plan into force now. It replaces the plan of the same team and job type. p_terms: {"kind", and what this
-- kind has of "markup_percentage", "price_per_job_usd", "first_jobs", "first_jobs_price_usd", "period",
-- "period_fee_usd"}.
CREATE FUNCTION set_pricing_plan(p_principal jsonb, p_team_id text, p_job_type text, p_terms jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before pricing_plans;
    v_plan pricing_plans := jsonb_populate_record(NULL::pricing_plans, p_terms);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    SELECT * INTO v_before FROM pricing_plans
        WHERE team_id = p_team_id AND coalesce(job_type, '') = coalesce(p_job_type, '') AND valid_until IS NULL;
    PERFORM end_plan(v_before.plan_id);
    INSERT INTO pricing_plans (team_id, job_type, kind, markup_percentage, price_per_job_usd, first_jobs,
                               first_jobs_price_usd, period, period_fee_usd)
        VALUES (p_team_id, p_job_type, v_plan.kind, v_plan.markup_percentage, v_plan.price_per_job_usd, v_plan.first_jobs,
                v_plan.first_jobs_price_usd, v_plan.period, v_plan.period_fee_usd)
        RETURNING * INTO v_plan;
    PERFORM begin_plan_periods(v_plan);
    PERFORM record_change(p_principal, 'set_pricing_plan', 'team', p_team_id, jsonb_build_object(
        'before', CASE WHEN v_before.plan_id IS NOT NULL THEN plan_document(v_before) END, 'after', plan_document(v_plan)));
    RETURN granted(plan_document(v_plan));
END $$;
