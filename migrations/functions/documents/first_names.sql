-- The first hundred of some names, in order, and how many there are.
CREATE FUNCTION first_names(p_names text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(name ORDER BY name), '[]')
    FROM (SELECT name FROM unnest(p_names) AS name ORDER BY name LIMIT 100) AS first
$$;
