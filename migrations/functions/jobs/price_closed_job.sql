-- Adds the price that a job has by its plan to what the client owes, and counts the job in the plan's period. Returns the
-- job, to be written, and the price, 0 where only its calls cost something.
CREATE FUNCTION price_closed_job(INOUT p_job jobs, OUT price_usd numeric) LANGUAGE plpgsql AS $$
DECLARE
    v_plan pricing_plans;
    v_counted record;
BEGIN
    price_usd := 0;
    SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = p_job.plan_id;
    IF NOT prices_jobs(v_plan) THEN
        RETURN;
    END IF;
    v_counted := count_job_in_plan_period(v_plan);
    price_usd := v_counted.price_usd;
    p_job.plan_period_start := v_counted.period_start;
    p_job.plan_position := v_counted."position";
    INSERT INTO job_cost_summaries AS kept (job_id, job_price_usd, total_cost_usd)
        VALUES (p_job.job_id, price_usd, price_usd)
        ON CONFLICT (job_id) DO UPDATE SET
            job_price_usd = excluded.job_price_usd, total_cost_usd = kept.total_cost_usd + excluded.total_cost_usd,
            calculated_at = now();
END $$;
