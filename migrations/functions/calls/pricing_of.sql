-- The prices of an alias, as calls carry them: decimal text.
CREATE FUNCTION pricing_of(p_alias model_aliases) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'input', p_alias.pricing_input::text,
        'output', p_alias.pricing_output::text,
        'cached_input', p_alias.pricing_cached_input::text,
        'cache_write_5m', p_alias.pricing_cache_write_5m::text,
        'cache_write_1h', p_alias.pricing_cache_write_1h::text,
        'tiers', p_alias.pricing_tiers,
        'service_tiers', p_alias.pricing_service_tiers))
$$;
