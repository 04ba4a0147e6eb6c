-- What operators do with virtual keys. A key is made outside and known here by its hash only.

-- A key request with an Idempotency-Key that was answered within the last 24 hours: its key, or a refusal if it was another
-- request; null for a new one. A replay cannot show the key again. The caller has the team's lock.
CREATE FUNCTION key_made_before(p_team_id text, p_idempotency jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN key.idempotency->>'request_hash' = p_idempotency->>'request_hash'
        THEN granted(key_document(key) || '{"replayed": true}')
        ELSE refusal('idempotency_key_reused') END
    FROM virtual_keys AS key
    WHERE key.team_id = p_team_id AND key.idempotency->>'key' = p_idempotency->>'key'
        AND key.created_at > now() - interval '24 hours'
    ORDER BY key.created_at DESC LIMIT 1
$$;

-- One more key for a team. For p_key see insert_key.
CREATE FUNCTION create_key(p_principal jsonb, p_team_id text, p_key jsonb, p_idempotency jsonb, p_most_keys bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_key virtual_keys;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    v_refusal := coalesce(key_made_before(p_team_id, p_idempotency), CASE
        WHEN (p_key->>'expires_at')::timestamptz <= now() THEN
            refusal('invalid_value', '{"detail": "The key would have expired already."}')
        WHEN p_most_keys <= (SELECT count(*) FROM virtual_keys AS key WHERE team_id = p_team_id AND is_live(key)) THEN
            refusal('invalid_value', jsonb_build_object('detail',
                format('The team has %s working keys already, which is the most. Revoke one first.', p_most_keys))) END);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_key := insert_key(p_team_id, p_key, p_idempotency);
    PERFORM record_change(p_principal, 'created_key', 'virtual_key', v_key.key_id::text,
        jsonb_build_object('after', key_document(v_key)));
    RETURN granted(key_document(v_key));
END $$;

-- A team's keys, those that work first, then the newest first.
CREATE FUNCTION list_keys(p_principal jsonb, p_team_id text, p_limit bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        operator_refusal(p_principal),
        CASE WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id) THEN refusal('team_not_found') END,
        granted((SELECT coalesce(jsonb_agg(key_document(key) ORDER BY live DESC, created_at DESC, key_id DESC), '[]')
            FROM (SELECT key, is_live(key) AS live, created_at, key_id FROM virtual_keys AS key WHERE team_id = p_team_id
                  ORDER BY live DESC, created_at DESC, key_id DESC LIMIT p_limit) AS listed)))
$$;

-- Takes the team's lock to change one of its keys. Why there is no such key, or null.
CREATE FUNCTION lock_for_key(p_team_id text, p_key_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE
        WHEN (lock_team(p_team_id)).team_id IS NULL THEN refusal('team_not_found')
        WHEN NOT EXISTS (SELECT FROM virtual_keys WHERE team_id = p_team_id AND key_id = p_key_id)
            THEN refusal('virtual_key_not_found') END;
END $$;

-- p_change: "name" and "expires_at" (null: never), those that change. An expired key works again if its time is set anew.
CREATE FUNCTION update_key(p_principal jsonb, p_team_id text, p_key_id uuid, p_change jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := coalesce(operator_refusal(p_principal), lock_for_key(p_team_id, p_key_id));
    v_before virtual_keys;
    v_after virtual_keys;
    v_differences jsonb;
BEGIN
    SELECT * INTO v_before FROM virtual_keys WHERE key_id = p_key_id;
    v_refusal := coalesce(v_refusal, CASE
        WHEN v_before.revoked_at IS NOT NULL THEN refusal('invalid_value', '{"detail": "A revoked key cannot be changed."}')
        WHEN (p_change->>'expires_at')::timestamptz <= now()
            THEN refusal('invalid_value', '{"detail": "A key expires in the future. Revoke it to end it now."}') END);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE virtual_keys SET
            name = CASE WHEN p_change ? 'name' THEN p_change->>'name' ELSE name END,
            expires_at = CASE WHEN p_change ? 'expires_at' THEN (p_change->>'expires_at')::timestamptz ELSE expires_at END
        WHERE key_id = p_key_id RETURNING * INTO v_after;
    v_differences := differences(key_document(v_before), key_document(v_after));
    IF v_differences IS NOT NULL THEN
        PERFORM record_change(p_principal, 'updated_key', 'virtual_key', p_key_id::text,
            v_differences || jsonb_build_object('team_id', p_team_id));
    END IF;
    RETURN granted(key_document(v_after));
END $$;

-- Ends a key at once. Doing it again changes nothing.
CREATE FUNCTION revoke_key(p_principal jsonb, p_team_id text, p_key_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := coalesce(operator_refusal(p_principal), lock_for_key(p_team_id, p_key_id));
    v_key virtual_keys;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_key FROM virtual_keys WHERE key_id = p_key_id;
    IF v_key.revoked_at IS NULL THEN
        PERFORM record_change(p_principal, 'revoked_key', 'virtual_key', p_key_id::text,
            jsonb_build_object('before', key_document(v_key)));
        UPDATE virtual_keys SET revoked_at = now() WHERE key_id = p_key_id RETURNING * INTO v_key;
    END IF;
    RETURN granted(key_document(v_key));
END $$;

-- Puts a new key in the place of an old one, which works for p_grace_seconds more. Without a p_key_id it is the only key in
-- use; a team that has none gets one. The new one has the old one's name and time, unless p_key says so.
CREATE FUNCTION rotate_key(
    p_principal jsonb, p_team_id text, p_key_id uuid, p_key jsonb, p_grace_seconds bigint, p_idempotency jsonb
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_in_use bigint;
    v_old virtual_keys;
    v_new virtual_keys;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    v_refusal := key_made_before(p_team_id, p_idempotency);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF p_key_id IS NULL THEN
        SELECT count(*) INTO v_in_use FROM virtual_keys AS key
            WHERE team_id = p_team_id AND is_live(key) AND replaced_by IS NULL;
        IF v_in_use > 1 THEN
            RETURN refusal('invalid_value', jsonb_build_object('detail', format(
                'The team has %s keys in use. Say which: POST /api/teams/%s/keys/{key_id}/rotate.', v_in_use, p_team_id)));
        END IF;
        SELECT * INTO v_old FROM virtual_keys AS key WHERE team_id = p_team_id AND is_live(key) AND replaced_by IS NULL;
    ELSE
        SELECT * INTO v_old FROM virtual_keys WHERE team_id = p_team_id AND key_id = p_key_id;
        v_refusal := CASE
            WHEN v_old.key_id IS NULL THEN refusal('virtual_key_not_found')
            WHEN NOT is_live(v_old) THEN refusal('invalid_value', '{"detail": "The key has ended. Make a new one."}')
            WHEN v_old.replaced_by IS NOT NULL
                THEN refusal('invalid_value', jsonb_build_object('detail', format('The key was replaced by %s.', v_old.replaced_by)))
        END;
    END IF;
    v_refusal := coalesce(v_refusal, CASE WHEN (p_key->>'expires_at')::timestamptz <= now() THEN
        refusal('invalid_value', '{"detail": "The key would have expired already."}') END);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_new := insert_key(p_team_id, p_key || jsonb_build_object(
        'name', coalesce(p_key->>'name', v_old.name),
        'expires_at', coalesce((p_key->>'expires_at')::timestamptz, v_old.expires_at)), p_idempotency);
    UPDATE virtual_keys SET replaced_by = v_new.key_id,
            revoked_at = CASE WHEN p_grace_seconds = 0 THEN now() END,
            expires_at = CASE WHEN p_grace_seconds = 0 THEN expires_at
                ELSE least(expires_at, now() + make_interval(secs => p_grace_seconds)) END
        WHERE key_id = v_old.key_id;
    PERFORM record_change(p_principal, 'rotated_key', 'virtual_key', v_new.key_id::text, jsonb_build_object(
        'before', key_document(v_old), 'after', key_document(v_new), 'grace_period_seconds', p_grace_seconds));
    RETURN granted(key_document(v_new) || jsonb_build_object('replaced', (
        SELECT key_document(key) FROM virtual_keys AS key WHERE key_id = v_old.key_id)));
END $$;
