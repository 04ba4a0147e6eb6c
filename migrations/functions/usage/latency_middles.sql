-- Calls have latencies by class (see latency_bounds). These are the middles of the classes, to which no latency in the class
-- is further than by a ninth; what took longer than the last bound counts as that bound.
CREATE FUNCTION latency_middles() RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(coalesce(round(2.0 * lower * upper / (lower + upper)), upper)::bigint ORDER BY position)
    FROM (
        SELECT position, upper, lag(upper, 1, 1::bigint) OVER (ORDER BY position) AS lower
        FROM unnest(latency_bounds()) WITH ORDINALITY AS bounds(upper, position)
        UNION ALL
        SELECT cardinality(latency_bounds()) + 1, (latency_bounds())[cardinality(latency_bounds())], NULL
    ) AS classes
$$;
