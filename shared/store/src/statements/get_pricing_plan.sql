SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(plan_of(plan) || jsonb_build_object('periods', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'period_start', rfc3339(period_start), 'period_end', rfc3339(period_end), 'jobs_counted', jobs_counted,
            'job_prices_usd', coalesce((
                SELECT sum(job_price_usd) FROM jobs JOIN job_cost_summaries USING (job_id)
                WHERE jobs.plan_id = begun.plan_id AND plan_period_start = begun.period_start), 0),
            'period_fee_usd', period_fee_usd, 'fee_credited_usd', fee_credited_usd) ORDER BY period_start DESC)
        FROM (SELECT * FROM plan_periods WHERE plan_id = plan.plan_id ORDER BY period_start DESC LIMIT 100) AS begun), '[]')))
     FROM pricing_plans AS plan WHERE plan_id = $2::text::uuid),
    refusal('plan_not_found')
)::text
