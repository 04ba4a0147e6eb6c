-- p_change: "name" and "expires_at" (null: never), those that change. An expired key works again if it gets a new expiry.
CREATE FUNCTION update_key(p_principal jsonb, p_team_id text, p_key_id uuid, p_change jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(operator_refusal(p_principal), lock_team_of_key(p_team_id, p_key_id));
    v_before virtual_keys;
    v_after virtual_keys;
    v_differences jsonb;
BEGIN
    SELECT * INTO v_before FROM virtual_keys WHERE key_id = p_key_id;
    v_refusal := coalesce(v_refusal, CASE
        WHEN v_before.revoked_at IS NOT NULL THEN refusal('invalid_value', '{"detail": "A revoked key cannot be changed."}')
        WHEN (p_change->>'expires_at')::timestamptz <= now()
            THEN refusal('invalid_value',
                '{"field": "expires_at", "detail": "A key expires in the future. Revoke it to end it now."}') END);
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
