-- p_resealed: [{"credential_id", "old", "new"}], sealed keys both. A key that was changed in the meantime is not replaced.
CREATE FUNCTION reseal_credentials(p_principal jsonb, p_key_id text, p_organization_id text, p_resealed jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_count bigint;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    WITH locked AS (
        SELECT credential_id, resealed.new FROM provider_credentials
        JOIN jsonb_to_recordset(p_resealed) AS resealed (credential_id uuid, old text, new text) USING (credential_id)
        WHERE sealed_key = old ORDER BY credential_id FOR NO KEY UPDATE OF provider_credentials
    )
    UPDATE provider_credentials SET sealed_key = locked.new FROM locked
        WHERE provider_credentials.credential_id = locked.credential_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count > 0 THEN
        PERFORM record_change(p_principal, 'resealed_provider_credentials', 'provider_credential', p_organization_id,
            jsonb_build_object('sealed_with', p_key_id, 'count', v_count));
    END IF;
    RETURN granted(jsonb_build_object(
        'resealed', v_count,
        'remaining', (SELECT count(*) FROM credentials_not_sealed_with(p_key_id, p_organization_id))));
END $$;
