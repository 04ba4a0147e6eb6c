-- Stores a call's request and answer if its organization keeps them.
CREATE FUNCTION store_call_bodies(p_call llm_calls, p_bodies jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO llm_call_bodies (call_id, team_id, request_data, response_data, expires_at)
        SELECT p_call.call_id, p_call.team_id, p_bodies->'request_data', p_bodies->'response_data',
               now() + make_interval(days => body_retention_days)
        FROM organizations
        WHERE organization_id = p_call.organization_id AND body_retention_days > 0 AND p_bodies IS NOT NULL;
END $$;
