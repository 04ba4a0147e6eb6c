-- Routes that are set aside or probed: how many, and the first p_limit, the newest trouble first.
CREATE FUNCTION routes_in_trouble_document(p_limit bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('total', count(*), 'routes', coalesce(
        jsonb_agg(route_health_document(health) ORDER BY place) FILTER (WHERE place <= p_limit), '[]'))
    FROM (SELECT health, row_number() OVER (ORDER BY last_failed_at DESC NULLS LAST, route_id) AS place
          FROM route_health AS health WHERE set_aside_until IS NOT NULL) AS open
$$;
