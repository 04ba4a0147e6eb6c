-- Whether a route that was set aside may be probed now: its time is over, and no other call has claimed the probe.
CREATE FUNCTION is_probe_due(p_set_aside_until timestamptz, p_probe_until timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(p_set_aside_until <= now() AND (p_probe_until IS NULL OR p_probe_until <= now()), false)
$$;
