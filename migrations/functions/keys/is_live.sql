-- Whether a key works.
CREATE FUNCTION is_live(p_key virtual_keys) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_key.revoked_at IS NULL AND (p_key.expires_at IS NULL OR p_key.expires_at > now())
$$;
