-- One plan with its last periods.
CREATE FUNCTION get_pricing_plan(p_principal jsonb, p_plan_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(plan_document(plan) || jsonb_build_object('periods', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'period_start', period_start, 'period_end', period_end, 'jobs_counted', jobs_counted,
                'job_prices_usd', coalesce((
                    SELECT sum(job_price_usd) FROM jobs JOIN job_cost_summaries USING (job_id)
                    WHERE jobs.plan_id = begun.plan_id AND plan_period_start = begun.period_start), 0),
                'period_fee_usd', period_fee_usd, 'fee_credited_usd', fee_credited_usd) ORDER BY period_start DESC)
            FROM (SELECT * FROM plan_periods WHERE plan_id = plan.plan_id ORDER BY period_start DESC LIMIT 100) AS begun), '[]')))
         FROM pricing_plans AS plan WHERE plan_id = p_plan_id),
        refusal('plan_not_found')
    );
END $$;
