-- The most that a job of this plan can cost: which of its period it will be is known when it is completed.
CREATE FUNCTION highest_job_price(p_plan pricing_plans) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(p_plan.price_per_job_usd, p_plan.first_jobs_price_usd)
$$;
