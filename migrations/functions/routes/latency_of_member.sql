-- By what latency a member of a model group is ordered, in milliseconds: that of its route that would be tried first, which is
-- the organization's first key that is not set aside, or the deployment's where it has none. 0 for a latency that is not known
-- or too old, and for a route that may be probed, so that they are measured. Null if all its routes are set aside.
CREATE FUNCTION latency_of_member(p_organization_id text, p_provider provider, p_model text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    WITH routes AS (
        SELECT health.route_id, health.set_aside_until, health.probe_until, health.latency_ms, health.measured_at,
            credential.priority, credential.credential_id
        FROM provider_credentials AS credential
        LEFT JOIN route_health AS health ON health.credential_id = credential.credential_id
            AND health.provider = credential.provider AND health.model = p_model
        WHERE credential.organization_id = p_organization_id AND credential.provider = p_provider AND credential.is_active
    ), all_routes AS (
        SELECT * FROM routes
        UNION ALL
        SELECT health.route_id, health.set_aside_until, health.probe_until, health.latency_ms, health.measured_at, 0, NULL
        FROM health_of_route(p_provider, p_model, NULL) AS health
        WHERE NOT EXISTS (SELECT FROM routes)
    )
    SELECT CASE WHEN set_aside_until IS NULL AND measured_at > now() - (route_health_rules()).latency_known_for
        THEN latency_ms ELSE 0 END
    FROM all_routes
    WHERE set_aside_until IS NULL OR is_probe_due(set_aside_until, probe_until)
    ORDER BY priority, credential_id LIMIT 1
$$;
