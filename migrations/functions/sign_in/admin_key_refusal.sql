-- Why no admin key is taken from this network at present, not even the right one, or null. From other networks it is.
CREATE FUNCTION admin_key_refusal(p_network text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT attempts_refusal(ARRAY[admin_key_subject(p_network)]) WHERE p_network IS NOT NULL
$$;
