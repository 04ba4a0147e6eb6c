-- How many routes of each provider are set aside now, those that are being probed included: {"openai": 2}.
CREATE FUNCTION route_metrics() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(provider, number), '{}')
    FROM (
        SELECT provider, count(*) AS number FROM route_health
        WHERE set_aside_until IS NOT NULL AND (set_aside_until > now() OR probe_until > now()) GROUP BY provider) AS counted
$$;
