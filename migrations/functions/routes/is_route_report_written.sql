-- Whether a report changes the health of its route. A success does so only on a route that was in trouble, or whose latency was
-- not written for some seconds: a route that serves hundreds of calls a second must not be a row that all of them write.
CREATE FUNCTION is_route_report_written(p_report route_report, p_health route_health) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_report.served THEN
        RETURN p_health.trouble IS NOT NULL OR p_health.measured_at IS NULL
            OR p_health.measured_at < now() - (route_health_rules()).write_latency_after;
    END IF;
    RETURN p_report.failures > 0 OR p_health.probe_until IS NOT NULL;
END $$;
