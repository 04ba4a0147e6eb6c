-- The health of a route as operators see it.
CREATE FUNCTION route_health_document(p_health route_health) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'organization_id', p_health.organization_id, 'provider', p_health.provider, 'model', p_health.model,
        'credential_id', p_health.credential_id,
        'credential_name', (SELECT credential_name FROM provider_credentials WHERE credential_id = p_health.credential_id),
        'state', route_state(p_health.set_aside_until), 'trouble', p_health.trouble,
        'consecutive_failures', p_health.consecutive_failures, 'last_error_code', p_health.last_error_code,
        'last_status', p_health.last_status, 'failing_since', p_health.failing_since,
        'last_failed_at', p_health.last_failed_at, 'set_aside_until', p_health.set_aside_until,
        'latency_ms', p_health.latency_ms, 'measured_at', p_health.measured_at)
$$;
