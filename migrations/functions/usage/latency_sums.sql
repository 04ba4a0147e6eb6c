-- An expression that adds up latency_counts, class by class: many times faster than taking the arrays apart.
CREATE FUNCTION latency_sums() RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('ARRAY[%s]::bigint[]', string_agg(format('sum(latency_counts[%s])', class), ', ' ORDER BY class))
    FROM generate_series(1, cardinality(latency_bounds()) + 2) AS class
$$;
