-- Replaces a key by a new one. The old one works for p_grace_seconds more. Without a p_key_id the only key in use is replaced; a
-- team that has none gets one. The new key has the name and the expiry of the old one, unless p_key has others.
CREATE FUNCTION rotate_key(
    p_principal jsonb, p_team_id text, p_key_id uuid, p_key jsonb, p_grace_seconds bigint, p_idempotency jsonb
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_old virtual_keys;
    v_new virtual_keys;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    v_refusal := coalesce(
        find_key_replay(p_team_id, p_idempotency),
        key_rotation_refusal(p_team_id, p_key_id),
        CASE WHEN (p_key->>'expires_at')::timestamptz <= now() THEN
            refusal('invalid_value', '{"field": "expires_at", "detail": "The key would have expired already."}') END);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_old FROM virtual_keys AS key
        WHERE team_id = p_team_id
            AND CASE WHEN p_key_id IS NULL THEN is_live(key) AND replaced_by IS NULL ELSE key_id = p_key_id END;
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
