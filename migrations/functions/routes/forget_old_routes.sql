-- Forgets the routes that no call has tried for long, and those of keys that are gone. At most 10,000 at once.
CREATE FUNCTION forget_old_routes() RETURNS void LANGUAGE sql AS $$
    DELETE FROM route_health WHERE route_id = ANY (ARRAY(
        SELECT route_id FROM route_health AS health
        WHERE (trouble IS NULL AND measured_at < now() - (route_health_rules()).healthy_kept_for)
            OR (trouble IS NOT NULL AND last_failed_at < now() - (route_health_rules()).troubled_kept_for)
            OR (credential_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM provider_credentials WHERE credential_id = health.credential_id))
        LIMIT 10000 FOR UPDATE SKIP LOCKED))
$$;
