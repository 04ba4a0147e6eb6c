-- A key request with an Idempotency-Key that was answered within the last 24 hours: its key, or a refusal if it was another
-- request; null for a new one. A replay cannot show the key again. The caller has the team's lock.
CREATE FUNCTION find_key_replay(p_team_id text, p_idempotency jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN key.idempotency->>'request_hash' = p_idempotency->>'request_hash'
        THEN granted(key_document(key) || '{"replayed": true}')
        ELSE refusal('idempotency_key_reused') END
    FROM virtual_keys AS key
    WHERE key.team_id = p_team_id AND key.idempotency->>'key' = p_idempotency->>'key'
        AND key.created_at > now() - interval '24 hours'
    ORDER BY key.created_at DESC LIMIT 1
$$;
