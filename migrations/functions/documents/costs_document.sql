-- Costs as exact decimal text: the client's cost, subscription fees where those are counted, the provider's cost, and the profit.
CREATE FUNCTION costs_document(p_provider numeric, p_client numeric, p_fees numeric DEFAULT NULL)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object(
        'client_cost_usd', p_client::text, 'subscription_fees_usd', p_fees::text, 'provider_cost_usd', p_provider::text,
        'profit_usd', (p_client + coalesce(p_fees, 0) - p_provider)::text)
$$;
