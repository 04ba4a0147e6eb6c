-- Stores a credential. p_credential: see store_credential.
CREATE FUNCTION create_credential(p_principal jsonb, p_credential jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(
        operator_refusal(p_principal), store_credential(p_principal, p_credential, 'created_provider_credential'));
BEGIN
    RETURN coalesce(v_refusal, (
        SELECT granted(credential_document(credential)) FROM provider_credentials AS credential
        WHERE credential_id = (p_credential->>'credential_id')::uuid));
END $$;
