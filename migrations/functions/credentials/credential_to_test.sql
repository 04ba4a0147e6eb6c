-- A credential with its sealed key, to try it out, and the model of the alias to do that with.
CREATE FUNCTION credential_to_test(p_principal jsonb, p_id uuid, p_alias text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
        ELSIF v_alias.kind <> 'chat' THEN
            RETURN refusal('invalid_value', jsonb_build_object('detail', format(
                'The alias ''%s'' has no chat: a key is tried with a model that does.', p_alias)));
        END IF;
    END IF;
    PERFORM record_change(p_principal, 'tested_provider_credential', 'provider_credential', p_id::text,
        jsonb_build_object('model_alias', p_alias));
    RETURN granted(jsonb_build_object(
        'credential_id', v_credential.credential_id, 'organization_id', v_credential.organization_id,
        'provider', v_credential.provider, 'sealed_key', v_credential.sealed_key, 'api_base', v_credential.api_base,
        'model', v_alias.actual_model));
END $$;
