-- One credential.
CREATE FUNCTION get_credential(p_principal jsonb, p_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(credential_document(credential)) FROM provider_credentials AS credential WHERE credential_id = p_id),
        refusal('credential_not_found')
    );
END $$;
