-- The latencies that half, 95 and 99 of a hundred calls did not exceed, in milliseconds; null where no call was timed. Plain
-- loops are the quickest here: a report computes this for each of its rows.
CREATE FUNCTION latency_percentiles(p_counts bigint[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_middles bigint[] := latency_middles();
    v_timed bigint := -coalesce(p_counts[cardinality(p_counts)], 0);
    v_count bigint;
    v_class int := 0;
    v_reached bigint := 0;
    v_p50 bigint;
    v_p95 bigint;
    v_p99 bigint;
BEGIN
    -- The last class has the calls of unknown length.
    FOREACH v_count IN ARRAY coalesce(p_counts, '{}') LOOP
        v_timed := v_timed + v_count;
    END LOOP;
    IF v_timed > 0 THEN
        FOREACH v_count IN ARRAY p_counts LOOP
            v_class := v_class + 1;
            CONTINUE WHEN v_count = 0;
            v_reached := v_reached + v_count;
            IF v_p50 IS NULL AND v_reached * 2 >= v_timed THEN
                v_p50 := v_middles[v_class];
            END IF;
            IF v_p95 IS NULL AND v_reached * 20 >= v_timed * 19 THEN
                v_p95 := v_middles[v_class];
            END IF;
            IF v_reached * 100 >= v_timed * 99 THEN
                v_p99 := v_middles[v_class];
                EXIT;
            END IF;
        END LOOP;
    END IF;
    RETURN jsonb_build_object('p50', v_p50, 'p95', v_p95, 'p99', v_p99);
END $$;
