-- p_key: {"key_id", "key_hash" (hex), "key_hint", "name"?, "expires_at"?}
CREATE FUNCTION insert_key(p_team_id text, p_key jsonb, p_idempotency jsonb DEFAULT NULL)
RETURNS virtual_keys LANGUAGE sql AS $$
    INSERT INTO virtual_keys (key_hash, key_id, team_id, key_hint, name, expires_at, idempotency)
    VALUES (decode(p_key->>'key_hash', 'hex'), (p_key->>'key_id')::uuid, p_team_id, p_key->>'key_hint', p_key->>'name',
            (p_key->>'expires_at')::timestamptz, p_idempotency)
    RETURNING *
$$;
