-- Prices for long prompts as operators see them: as numbers, lowest threshold first.
CREATE FUNCTION price_tiers_document(p_tiers jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(price_numbers(tier) ORDER BY (tier->>'above_input_tokens')::bigint), '[]')
    FROM jsonb_array_elements(p_tiers) AS tier
$$;
