-- The plan by which a job that starts now is priced; a null row for none: then the team's markup applies.
CREATE FUNCTION plan_in_force(p_team_id text, p_job_type text) RETURNS pricing_plans LANGUAGE sql STABLE AS $$
    SELECT * FROM pricing_plans
    WHERE team_id = p_team_id AND valid_until IS NULL AND coalesce(job_type, p_job_type) = p_job_type
    ORDER BY job_type NULLS LAST LIMIT 1
$$;
