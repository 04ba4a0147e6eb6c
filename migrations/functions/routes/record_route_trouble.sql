-- Counts the failures of a route, and sets it aside if they are enough. The caller has locked the row. While a route is set
-- aside, calls without another one still try it; such a failure prolongs nothing, unless it shows that the route is gone or its
-- account refused.
CREATE FUNCTION record_route_trouble(p_health route_health, p_report route_report) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_failures integer := p_health.consecutive_failures + p_report.failures;
    v_is_open boolean := coalesce(p_health.set_aside_until > now(), false);
    v_backs_off boolean := p_report.trouble = 'failing' AND NOT v_is_open
        AND (p_health.set_aside_until IS NOT NULL OR v_failures >= (route_health_rules()).failures);
    v_times integer := p_health.times_set_aside + v_backs_off::integer;
    v_for interval := CASE
        WHEN p_report.trouble = 'gone' THEN (route_health_rules()).gone_for
        WHEN p_report.trouble = 'account' THEN (route_health_rules()).account_for
        WHEN v_backs_off THEN least(
            (route_health_rules()).failing_for * (2 ^ least(v_times - 1, 10)), (route_health_rules()).failing_for_at_most) END;
BEGIN
    UPDATE route_health SET
            consecutive_failures = v_failures,
            trouble = CASE WHEN v_is_open AND p_report.trouble = 'failing' THEN p_health.trouble ELSE p_report.trouble END,
            last_error_code = p_report.error_code, last_status = p_report.status,
            failing_since = coalesce(p_health.failing_since, now()), last_failed_at = now(), times_set_aside = v_times,
            set_aside_until = greatest(p_health.set_aside_until, now() + v_for),
            probe_until = NULL
        WHERE route_id = p_health.route_id;
END $$;
