-- Clears the trouble of a route that has served, and takes the latency into its mean. The caller has locked the row.
CREATE FUNCTION record_route_success(p_health route_health, p_latency_ms bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_weight double precision := CASE
        WHEN p_health.measured_at > now() - (route_health_rules()).latency_known_for THEN (route_health_rules()).latency_weight
        ELSE 1 END;
BEGIN
    UPDATE route_health SET
            consecutive_failures = 0, trouble = NULL, failing_since = NULL, times_set_aside = 0, set_aside_until = NULL,
            probe_until = NULL, measured_at = now(),
            latency_ms = round(v_weight * p_latency_ms + (1 - v_weight) * coalesce(p_health.latency_ms, 0))
        WHERE route_id = p_health.route_id;
END $$;
