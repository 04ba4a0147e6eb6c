-- p_change: credential_name, api_base (null takes it away), priority, is_active, sealed_key with key_hint. "api_base_before":
-- the address that was read before the key was sealed.
CREATE FUNCTION update_credential(p_principal jsonb, p_id uuid, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before provider_credentials;
    v_after provider_credentials;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_before FROM provider_credentials WHERE credential_id = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('credential_not_found');
    ELSIF is_stale(p_principal, v_before.updated_at)
        OR (p_change ? 'api_base_before' AND v_before.api_base IS DISTINCT FROM p_change->>'api_base_before') THEN
        RETURN refusal('stale_change');
    END IF;
    v_after := jsonb_populate_record(v_before, p_change);
    UPDATE provider_credentials SET
        credential_name = v_after.credential_name, api_base = v_after.api_base, priority = v_after.priority,
        is_active = v_after.is_active, sealed_key = v_after.sealed_key, key_hint = v_after.key_hint, updated_at = now()
        WHERE credential_id = p_id RETURNING * INTO v_after;
    IF p_change ? 'sealed_key' OR v_before.api_base IS DISTINCT FROM v_after.api_base
            OR (v_after.is_active AND NOT v_before.is_active) THEN
        PERFORM forget_routes_of_credentials(ARRAY[p_id]);
    END IF;
    PERFORM record_change(p_principal, 'updated_provider_credential', 'provider_credential', p_id::text, jsonb_build_object(
        'before', audited_credential(v_before), 'after', audited_credential(v_after),
        'key_replaced', p_change ? 'sealed_key'));
    RETURN granted(credential_document(v_after));
END $$;
