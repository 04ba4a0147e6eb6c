-- Upper bounds of the latency classes, in milliseconds: each a quarter above the one before. A percentile read from
-- them is off by a tenth at most.
CREATE FUNCTION latency_bounds() RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT round(10 * 1.25 ^ step)::bigint ORDER BY round(10 * 1.25 ^ step)::bigint)
    FROM generate_series(0, 47) AS step
$$;
