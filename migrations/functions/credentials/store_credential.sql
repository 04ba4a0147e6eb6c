-- Stores a credential that is checked and sealed: p_credential has the columns. A refusal, or null where it was stored.
CREATE FUNCTION store_credential(p_principal jsonb, p_credential jsonb, p_action text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_columns provider_credentials := jsonb_populate_record(NULL::provider_credentials, p_credential);
    v_stored provider_credentials;
BEGIN
    -- One after the other for an organization, so that their number is right.
    PERFORM FROM organizations
        WHERE organization_id = v_columns.organization_id AND status <> 'deleted' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('organization_not_found');
    END IF;
    IF (SELECT count(*) FROM provider_credentials
            WHERE organization_id = v_columns.organization_id AND provider = v_columns.provider) >= max_credentials() THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail', format(
            'An organization has at most %s keys for a provider.', max_credentials())));
    END IF;
    INSERT INTO provider_credentials
        (credential_id, organization_id, provider, credential_name, sealed_key, key_hint, api_base, priority, is_active)
    VALUES
        (v_columns.credential_id, v_columns.organization_id, v_columns.provider, v_columns.credential_name,
         v_columns.sealed_key, v_columns.key_hint, v_columns.api_base, coalesce(v_columns.priority, 0),
         coalesce(v_columns.is_active, true))
    RETURNING * INTO v_stored;
    PERFORM record_change(p_principal, p_action, 'provider_credential', v_stored.credential_id::text,
        jsonb_build_object('after', audited_credential(v_stored)));
    RETURN NULL;
END $$;
