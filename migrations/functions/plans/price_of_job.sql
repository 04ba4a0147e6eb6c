-- The price of the job that is completed as this one of its period, the first being 1; null where jobs have none.
CREATE FUNCTION price_of_job(p_plan pricing_plans, p_position bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_plan.kind IN ('tiered', 'subscription') AND p_position <= p_plan.first_jobs
            THEN coalesce(p_plan.first_jobs_price_usd, 0)
        ELSE p_plan.price_per_job_usd
    END
$$;
