-- A credential as operators see it. sealed_with: the id of the key that sealed it.
CREATE FUNCTION credential_document(p_credential provider_credentials) RETURNS jsonb LANGUAGE sql STABLE AS $$
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
        'created_at', p_credential.created_at,
        'updated_at', p_credential.updated_at)
$$;
