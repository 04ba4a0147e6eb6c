-- The answer of a granted statement: "value" has what was asked for.
CREATE FUNCTION granted(p_value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'granted', 'value', p_value)
$$;
