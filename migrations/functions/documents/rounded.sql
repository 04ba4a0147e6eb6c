-- An amount rounded as answers show it.
CREATE FUNCTION rounded(p_amount numeric, p_decimals int DEFAULT 6) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT trim_scale(round(p_amount, p_decimals))
$$;
