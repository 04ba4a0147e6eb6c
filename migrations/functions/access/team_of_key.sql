-- The team a live virtual key belongs to; a null row for an unknown, expired or revoked key.
CREATE FUNCTION team_of_key(p_key_hash bytea) RETURNS team_credits LANGUAGE sql STABLE AS $$
    SELECT team.* FROM virtual_keys AS key JOIN team_credits AS team USING (team_id)
    WHERE key.key_hash = p_key_hash AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > now())
        AND team.deleted_at IS NULL
$$;
