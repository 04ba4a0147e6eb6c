-- What a candidate says of a route that may be probed now: {"probe": its id}; of any other, {}.
CREATE FUNCTION probe_document(p_health route_health) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN is_probe_due(p_health.set_aside_until, p_health.probe_until)
        THEN jsonb_build_object('probe', p_health.route_id) ELSE '{}' END
$$;
