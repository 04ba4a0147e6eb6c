-- The answer of a statement that was granted: what was asked for stands in "value".
CREATE FUNCTION granted(p_value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'granted', 'value', p_value)
$$;
