-- The prices by which the worst case of a candidate is computed: without those of writing to a cache, where the provider writes
-- only what a request marks and this one marks nothing.
CREATE FUNCTION prices_of_worst_case(p_candidate jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN (p_candidate->>'writes_cache')::boolean THEN pricing
        ELSE (pricing - '{cache_write_5m,cache_write_1h}'::text[]) || jsonb_build_object('tiers', (
            SELECT coalesce(jsonb_agg(tier - '{cache_write_5m,cache_write_1h}'::text[]), '[]')
            FROM jsonb_array_elements(coalesce(pricing->'tiers', '[]')) AS tier)) END
    FROM (SELECT p_candidate->'pricing' AS pricing) AS of_candidate
$$;
