-- The job's debt in whole credits, rounded up once for the whole job. A job that consumed nothing owes nothing in
-- the consumption modes.
CREATE FUNCTION credits_owed(
    p_mode budget_mode, p_credits_per_dollar numeric, p_tokens_per_credit bigint,
    p_client_cost_usd numeric, p_tokens bigint
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_mode = 'job_based' THEN 1
        WHEN p_client_cost_usd = 0 AND p_tokens = 0 THEN 0
        WHEN p_mode = 'consumption_usd' THEN greatest(1, ceil(p_client_cost_usd * p_credits_per_dollar))::bigint
        ELSE greatest(1, ceil(p_tokens::numeric / p_tokens_per_credit))::bigint
    END
$$;
