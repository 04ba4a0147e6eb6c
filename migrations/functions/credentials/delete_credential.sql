-- Removes a credential.
CREATE FUNCTION delete_credential(p_principal jsonb, p_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_credential provider_credentials;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_credential FROM provider_credentials WHERE credential_id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('credential_not_found');
    ELSIF is_stale(p_principal, v_credential.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    DELETE FROM provider_credentials WHERE credential_id = p_id;
    PERFORM forget_routes_of_credentials(ARRAY[p_id]);
    PERFORM record_change(p_principal, 'deleted_provider_credential', 'provider_credential', p_id::text,
        jsonb_build_object('before', audited_credential(v_credential)));
    RETURN granted(jsonb_build_object('credential_id', p_id));
END $$;
