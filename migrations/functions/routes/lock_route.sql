-- Locks the row of a route, or makes it if p_route_id is null. Returns a null row if another transaction has the lock or is
-- making the row, and for a key that was deleted meanwhile. It never waits: an INSERT would wait for another one of the same
-- row, so the one that makes it takes an advisory lock first.
CREATE FUNCTION lock_route(p_organization_id text, p_report route_report, p_route_id uuid) RETURNS route_health
LANGUAGE plpgsql AS $$
DECLARE
    v_health route_health;
BEGIN
    IF p_route_id IS NOT NULL THEN
        SELECT * INTO v_health FROM route_health WHERE route_id = p_route_id FOR NO KEY UPDATE SKIP LOCKED;
    ELSIF pg_try_advisory_xact_lock(hashtextextended(format('tollgate.route %s %s %s',
            p_report.credential_id, p_report.provider, p_report.model), 0)) THEN
        INSERT INTO route_health (organization_id, provider, model, credential_id)
            SELECT CASE WHEN p_report.credential_id IS NOT NULL THEN p_organization_id END,
                p_report.provider, p_report.model, p_report.credential_id
            WHERE p_report.credential_id IS NULL
                OR EXISTS (SELECT FROM provider_credentials WHERE credential_id = p_report.credential_id)
            ON CONFLICT DO NOTHING RETURNING * INTO v_health;
    END IF;
    RETURN v_health;
END $$;
