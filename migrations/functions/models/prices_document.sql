-- Prices as operators see them, as numbers: of an alias or of a model of the catalogue.
CREATE FUNCTION prices_document(
    p_input numeric, p_output numeric, p_cached_input numeric, p_cache_write_5m numeric, p_cache_write_1h numeric,
    p_tiers jsonb, p_service_tiers jsonb
) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'pricing_input', trim_scale(p_input),
        'pricing_output', trim_scale(p_output),
        'pricing_cached_input', trim_scale(p_cached_input),
        'pricing_cache_write_5m', trim_scale(p_cache_write_5m),
        'pricing_cache_write_1h', trim_scale(p_cache_write_1h),
        'pricing_tiers', price_tiers_document(p_tiers),
        'pricing_service_tiers', (
            SELECT coalesce(jsonb_object_agg(tier.key, price_numbers(tier.value - 'tiers')
                || CASE WHEN tier.value ? 'tiers'
                    THEN jsonb_build_object('tiers', price_tiers_document(tier.value->'tiers')) ELSE '{}' END), '{}')
            FROM jsonb_each(p_service_tiers) AS tier))
$$;
