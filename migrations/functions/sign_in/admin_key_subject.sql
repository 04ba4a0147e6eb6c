-- What a wrong admin key counts for: the network that it comes from.
CREATE FUNCTION admin_key_subject(p_network text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to('admin key from network ' || p_network, 'UTF8'))
$$;
