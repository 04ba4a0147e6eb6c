-- Prices as operators see them, as numbers: of an alias or of a model of the catalogue.
CREATE FUNCTION prices_document(
    p_input numeric, p_output numeric, p_cached_input numeric, p_cache_write_5m numeric, p_cache_write_1h numeric,
    p_tiers jsonb
) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'pricing_input', trim_scale(p_input),
        'pricing_output', trim_scale(p_output),
        'pricing_cached_input', trim_scale(p_cached_input),
        'pricing_cache_write_5m', trim_scale(p_cache_write_5m),
        'pricing_cache_write_1h', trim_scale(p_cache_write_1h),
        'pricing_tiers', (
            SELECT coalesce(jsonb_agg(
                (SELECT jsonb_object_agg(key, trim_scale((value#>>'{}')::numeric)) FROM jsonb_each(tier))
                ORDER BY (tier->>'above_input_tokens')::bigint), '[]')
            FROM jsonb_array_elements(p_tiers) AS tier))
$$;
