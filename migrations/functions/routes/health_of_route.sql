-- The health of a route, found by an index; a null row if nothing is known of it.
CREATE FUNCTION health_of_route(p_provider provider, p_model text, p_credential_id uuid) RETURNS route_health
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_health route_health;
BEGIN
    IF p_credential_id IS NULL THEN
        SELECT * INTO v_health FROM route_health
            WHERE credential_id IS NULL AND provider = p_provider AND model = p_model;
    ELSE
        SELECT * INTO v_health FROM route_health
            WHERE credential_id = p_credential_id AND provider = p_provider AND model = p_model;
    END IF;
    RETURN v_health;
END $$;
