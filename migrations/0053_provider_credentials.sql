-- What operators do with the organizations' provider keys. Sealed keys are made and opened outside; here they are moved
-- as they are, and what people see never has them.

-- How many keys an organization can have for one provider: a call may try them all.
CREATE FUNCTION max_credentials() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 20';

-- A credential as operators see it. sealed_with: the id of the key that sealed it.
CREATE FUNCTION credential_of(p_credential provider_credentials) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'credential_id', p_credential.credential_id,
        'organization_id', p_credential.organization_id,
        'provider', p_credential.provider,
        'credential_name', p_credential.credential_name,
        'api_base', p_credential.api_base,
        'priority', p_credential.priority,
        'is_active', p_credential.is_active,
        'has_api_key', true,
        'key_hint', p_credential.key_hint,
        'sealed_with', split_part(p_credential.sealed_key, '.', 2),
        'created_at', rfc3339(p_credential.created_at),
        'updated_at', rfc3339(p_credential.updated_at))
$$;

-- What the audit log keeps of a credential.
CREATE FUNCTION audited_credential(p_credential provider_credentials) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT credential_of(p_credential) - '{credential_id,has_api_key,created_at,updated_at}'::text[]
$$;

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

CREATE FUNCTION create_credential(p_principal jsonb, p_credential jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := coalesce(
        operator_refusal(p_principal), store_credential(p_principal, p_credential, 'created_provider_credential'));
BEGIN
    RETURN coalesce(v_refusal, (
        SELECT granted(credential_of(credential)) FROM provider_credentials AS credential
        WHERE credential_id = (p_credential->>'credential_id')::uuid));
END $$;

-- p_credentials: a list of them. One of the same organization, provider and name as one that is there is left out, so that
-- an import can be repeated. Answers what became of each, in order.
CREATE FUNCTION import_credentials(p_principal jsonb, p_credentials jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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

-- p_change: credential_name, api_base (null takes it away), priority, is_active, sealed_key with key_hint.
CREATE FUNCTION update_credential(p_principal jsonb, p_id uuid, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
    END IF;
    v_after := jsonb_populate_record(v_before, p_change);
    UPDATE provider_credentials SET
        credential_name = v_after.credential_name, api_base = v_after.api_base, priority = v_after.priority,
        is_active = v_after.is_active, sealed_key = v_after.sealed_key, key_hint = v_after.key_hint, updated_at = now()
        WHERE credential_id = p_id RETURNING * INTO v_after;
    PERFORM record_change(p_principal, 'updated_provider_credential', 'provider_credential', p_id::text, jsonb_build_object(
        'before', audited_credential(v_before), 'after', audited_credential(v_after),
        'key_replaced', p_change ? 'sealed_key'));
    RETURN granted(credential_of(v_after));
END $$;

CREATE FUNCTION delete_credential(p_principal jsonb, p_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_credential provider_credentials;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    DELETE FROM provider_credentials WHERE credential_id = p_id RETURNING * INTO v_credential;
    IF NOT FOUND THEN
        RETURN refusal('credential_not_found');
    END IF;
    PERFORM record_change(p_principal, 'deleted_provider_credential', 'provider_credential', p_id::text,
        jsonb_build_object('before', audited_credential(v_credential)));
    RETURN granted(jsonb_build_object('credential_id', p_id));
END $$;

-- A credential with its sealed key, to try it out, and the model of the alias to do that with.
CREATE FUNCTION credential_to_test(p_principal jsonb, p_id uuid, p_alias text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_credential provider_credentials;
    v_alias model_aliases;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_credential FROM provider_credentials WHERE credential_id = p_id;
    IF NOT FOUND THEN
        RETURN refusal('credential_not_found');
    END IF;
    IF p_alias IS NOT NULL THEN
        SELECT * INTO v_alias FROM model_aliases WHERE model_alias = p_alias;
        IF NOT FOUND THEN
            RETURN refusal('model_not_found', jsonb_build_object('model_alias', p_alias));
        ELSIF v_alias.provider <> v_credential.provider THEN
            RETURN refusal('invalid_value', jsonb_build_object('detail', format(
                'The alias ''%s'' is a model of %s, the key is for %s.', p_alias, v_alias.provider, v_credential.provider)));
        END IF;
    END IF;
    PERFORM record_change(p_principal, 'tested_provider_credential', 'provider_credential', p_id::text,
        jsonb_build_object('model_alias', p_alias));
    RETURN granted(jsonb_build_object(
        'credential_id', v_credential.credential_id, 'organization_id', v_credential.organization_id,
        'provider', v_credential.provider, 'sealed_key', v_credential.sealed_key, 'api_base', v_credential.api_base,
        'model', v_alias.actual_model));
END $$;

-- The credentials that are sealed with another key than this one, of one organization or of all.
CREATE FUNCTION credentials_not_sealed_with(p_key_id text, p_organization_id text) RETURNS SETOF provider_credentials
LANGUAGE sql STABLE AS $$
    SELECT * FROM provider_credentials
    WHERE split_part(sealed_key, '.', 2) <> p_key_id
        AND (p_organization_id IS NULL OR organization_id = p_organization_id)
$$;

-- p_resealed: [{"credential_id", "old", "new"}], sealed keys both. One that was changed in the meantime stays as it is.
CREATE FUNCTION reseal_credentials(p_principal jsonb, p_key_id text, p_organization_id text, p_resealed jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
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
