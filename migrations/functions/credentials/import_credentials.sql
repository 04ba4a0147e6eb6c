-- p_credentials: a list. A credential whose organization, provider and name exist already is skipped, so that an import can be
-- repeated. Returns the result of each, in order.
CREATE FUNCTION import_credentials(p_principal jsonb, p_credentials jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_credential jsonb;
    v_outcomes jsonb := '[]';
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- In one order of organizations, so that two imports cannot wait for each other.
    PERFORM FROM organizations
        WHERE organization_id::text IN (
            SELECT credential->>'organization_id' FROM jsonb_array_elements(p_credentials) AS credential)
        ORDER BY organization_id FOR NO KEY UPDATE;
    FOR v_credential IN SELECT * FROM jsonb_array_elements(p_credentials) LOOP
        IF EXISTS (
                SELECT FROM provider_credentials
                WHERE organization_id = v_credential->>'organization_id'
                    AND provider = (v_credential->>'provider')::provider
                    AND credential_name = v_credential->>'credential_name') THEN
            v_outcomes := v_outcomes || '"exists"'::jsonb;
        ELSE
            v_refusal := store_credential(p_principal, v_credential, 'imported_provider_credential');
            v_outcomes := v_outcomes || to_jsonb(coalesce(v_refusal->>'reason', 'imported'));
        END IF;
    END LOOP;
    RETURN granted(v_outcomes);
END $$;
