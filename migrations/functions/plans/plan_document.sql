-- A pricing plan, as operators see it.
CREATE FUNCTION plan_document(p_plan pricing_plans) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'plan_id', p_plan.plan_id, 'team_id', p_plan.team_id, 'job_type', p_plan.job_type, 'kind', p_plan.kind,
        'markup_percentage', p_plan.markup_percentage, 'price_per_job_usd', p_plan.price_per_job_usd,
        CASE p_plan.kind WHEN 'subscription' THEN 'included_jobs' ELSE 'first_jobs' END, p_plan.first_jobs,
        'first_jobs_price_usd', p_plan.first_jobs_price_usd, 'period', p_plan.period,
        'period_fee_usd', p_plan.period_fee_usd, 'valid_from', p_plan.valid_from,
        'valid_until', p_plan.valid_until))
$$;
