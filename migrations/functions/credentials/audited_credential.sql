-- What the audit log keeps of a credential.
CREATE FUNCTION audited_credential(p_credential provider_credentials) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT credential_document(p_credential) - '{credential_id,has_api_key,created_at,updated_at}'::text[]
$$;
