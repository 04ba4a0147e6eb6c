-- Forgets what is known of the routes to a provider's model, whatever the key. In one order: see forget_routes_of_credentials.
CREATE FUNCTION forget_routes_of_model(p_provider provider, p_model text) RETURNS void LANGUAGE sql AS $$
    DELETE FROM route_health WHERE route_id = ANY (ARRAY(
        SELECT route_id FROM route_health WHERE provider = p_provider AND model = p_model ORDER BY route_id FOR UPDATE))
$$;
