-- Forgets what is known of the routes with these keys. In one order, so that two statements which forget routes do not wait for
-- each other.
CREATE FUNCTION forget_routes_of_credentials(p_credential_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM route_health WHERE route_id = ANY (ARRAY(
        SELECT route_id FROM route_health WHERE credential_id = ANY (p_credential_ids) ORDER BY route_id FOR UPDATE))
$$;
