-- The price of a job that is completed now, which is counted with it.
CREATE FUNCTION count_job_in_plan_period(
    p_plan pricing_plans, OUT period_start timestamptz, OUT "position" bigint, OUT price_usd numeric
) LANGUAGE plpgsql AS $$
BEGIN
    IF p_plan.period IS NOT NULL THEN
        IF p_plan.kind = 'subscription' THEN
            PERFORM begin_plan_periods(p_plan);
        END IF;
        period_start := (begin_plan_period(p_plan, now())).period_start;
        UPDATE plan_periods AS counted SET jobs_counted = jobs_counted + 1
            WHERE counted.plan_id = p_plan.plan_id AND counted.period_start = count_job_in_plan_period.period_start
            RETURNING jobs_counted INTO STRICT "position";
    END IF;
    price_usd := price_of_job(p_plan, "position");
END $$;
