-- The candidates of an admitted call. If the first of their routes that would be tried was set aside and may be probed now,
-- this call claims the probe, and the route is tried as if it were in normal use. A route behind one that is in normal use is
-- not probed: it may not be tried at all, and its claim would keep other calls from it. It does not wait: if another call
-- is claiming it at this moment, this one does not.
CREATE FUNCTION claim_probe(p_candidates jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_first record;
BEGIN
    IF NOT (p_candidates @? '$[*].credentials[*].probe' OR p_candidates @? '$[*].probe') THEN
        RETURN p_candidates;
    END IF;
    SELECT probe, path INTO v_first
    FROM jsonb_array_elements(p_candidates) WITH ORDINALITY AS listed (candidate, place),
        LATERAL (
            SELECT (key->>'is_set_aside')::boolean, key->>'probe',
                ARRAY[(place - 1)::text, 'credentials', (number - 1)::text, 'is_set_aside'], number
            FROM jsonb_array_elements(candidate->'credentials') WITH ORDINALITY AS of_candidate (key, number)
            UNION ALL
            SELECT (candidate->>'fallback_is_set_aside')::boolean, candidate->>'probe',
                ARRAY[(place - 1)::text, 'fallback_is_set_aside'], 1
            WHERE candidate->'credentials' = '[]') AS route (is_set_aside, probe, path, number)
    WHERE NOT is_set_aside OR probe IS NOT NULL
    ORDER BY place, number LIMIT 1;
    UPDATE route_health SET probe_until = now() + (route_health_rules()).probe_for
        WHERE route_id = (
            SELECT route_id FROM route_health
            WHERE route_id = v_first.probe::uuid AND is_probe_due(set_aside_until, probe_until)
            FOR NO KEY UPDATE SKIP LOCKED);
    RETURN CASE WHEN FOUND THEN jsonb_set(p_candidates, v_first.path, 'false') ELSE p_candidates END;
END $$;
