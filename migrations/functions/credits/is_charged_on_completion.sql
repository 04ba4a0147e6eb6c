-- Whether a job is charged when it is completed, from one hold of its own, and not call by call.
CREATE FUNCTION is_charged_on_completion(p_mode budget_mode, p_priced_by_job boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_mode = 'job_based' OR (p_mode = 'consumption_usd' AND p_priced_by_job)
$$;
