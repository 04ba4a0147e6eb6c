-- What was paid, as numbers for people: the client's cost for all, with subscription fees where those are counted; what
-- the provider took, and what is left, for operators only.
CREATE FUNCTION costs_document(p_for_operators boolean, p_provider numeric, p_client numeric, p_fees numeric DEFAULT NULL)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('client_cost_usd', rounded(p_client))
        || CASE WHEN p_fees IS NULL THEN '{}' ELSE jsonb_build_object('subscription_fees_usd', rounded(p_fees)) END
        || CASE WHEN p_for_operators THEN jsonb_build_object(
            'provider_cost_usd', rounded(p_provider),
            'profit_usd', rounded(p_client + coalesce(p_fees, 0) - p_provider)) ELSE '{}' END
$$;
