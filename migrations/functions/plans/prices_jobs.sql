-- Whether jobs of this plan have a price of their own, whatever their calls cost.
CREATE FUNCTION prices_jobs(p_plan pricing_plans) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(p_plan.kind, 'markup') <> 'markup'
$$;
