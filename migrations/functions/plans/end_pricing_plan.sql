-- Ends a plan: from now on the team's plan for all job types applies, or its markup.
CREATE FUNCTION end_pricing_plan(p_principal jsonb, p_plan_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_plan pricing_plans;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM FROM team_credits
        WHERE team_id = (SELECT team_id FROM pricing_plans WHERE plan_id = p_plan_id) FOR NO KEY UPDATE;
    SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = p_plan_id;
    IF NOT FOUND THEN
        RETURN refusal('plan_not_found');
    ELSIF v_plan.valid_until IS NULL THEN
        PERFORM end_plan(p_plan_id);
        PERFORM record_change(p_principal, 'ended_pricing_plan', 'team', v_plan.team_id,
            jsonb_build_object('before', plan_document(v_plan)));
        SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = p_plan_id;
    END IF;
    RETURN granted(plan_document(v_plan));
END $$;
