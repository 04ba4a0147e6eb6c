-- Ends a key at once. Doing it again changes nothing.
CREATE FUNCTION revoke_key(p_principal jsonb, p_team_id text, p_key_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(operator_refusal(p_principal), lock_team_of_key(p_team_id, p_key_id));
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
