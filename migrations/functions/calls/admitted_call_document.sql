-- What an admitted call needs to be made and settled.
CREATE FUNCTION admitted_call_document(p_team team_credits, p_terms admission_terms, p_call_id uuid, p_held bigint, p_candidates jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := p_terms.job;
    v_plan pricing_plans := p_terms.plan;
    v_counted bigint := (SELECT jobs_counted FROM plan_periods WHERE plan_id = v_plan.plan_id AND period_end > now()
                         ORDER BY period_start LIMIT 1);
BEGIN
    RETURN jsonb_build_object(
        'outcome', 'admitted',
        'job_id', v_job.job_id, 'call_id', p_call_id, 'team_id', p_team.team_id, 'organization_id', p_team.organization_id,
        'cost_markup_percentage', p_terms.markup_percentage::text,
        -- The price of the whole job if no other job is completed before it.
        'job_price_usd', price_of_job(v_plan, coalesce(v_counted, 0) + 1)::text,
        'budget_mode', v_job.budget_mode, 'credits_per_dollar', v_job.credits_per_dollar::text,
        'tokens_per_credit', v_job.tokens_per_credit, 'credits_held', p_held, 'credits_remaining', p_team.credits_remaining,
        'store_bodies', (SELECT body_retention_days > 0 FROM organizations WHERE organization_id = p_team.organization_id),
        'candidates', p_candidates);
END $$;
