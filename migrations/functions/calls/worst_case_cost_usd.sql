-- The highest price that a call of this size could be charged: USD per million tokens, the dearest way in
-- (plain input, cache read, or cache write where one may happen: see prices_of_worst_case) of every tier that the prompt could reach. The prices are those of the standard service
-- tier: calls do not ask for another one, and a hold for the dearest one would be twice as high for everybody. Where a provider
-- serves calls in a dearer tier by an account's default, what a call costs beyond its hold is charged from the available credits.
CREATE FUNCTION worst_case_cost_usd(p_pricing jsonb, p_input_tokens bigint, p_output_tokens bigint)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT max(
        (p_input_tokens * greatest(
            (price->>'input')::numeric, (price->>'cached_input')::numeric,
            (price->>'cache_write_5m')::numeric, (price->>'cache_write_1h')::numeric)
        + p_output_tokens * (price->>'output')::numeric) * 0.000001)
    FROM (
        SELECT p_pricing AS price
        UNION ALL
        SELECT tier FROM jsonb_array_elements(coalesce(p_pricing->'tiers', '[]')) AS tier
        WHERE p_input_tokens > (tier->>'above_input_tokens')::bigint
    ) AS reachable
$$;
