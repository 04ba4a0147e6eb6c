-- The prices in what the audit log keeps of an alias, as documents have them; null without an alias. Entries have no members that
-- are null, and older ones none for what there was not yet.
CREATE FUNCTION prices_of_entry(p_model jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_model IS NOT NULL THEN '{"pricing_tiers": [], "pricing_service_tiers": {}}' || (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(p_model)
        WHERE key IN ('pricing_input', 'pricing_output', 'pricing_cached_input', 'pricing_cache_write_5m',
            'pricing_cache_write_1h', 'pricing_tiers', 'pricing_service_tiers')) END
$$;
