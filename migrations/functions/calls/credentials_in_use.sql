-- The keys that an organization has for a provider, in the order in which they are tried.
CREATE FUNCTION credentials_in_use(p_organization_id text, p_provider provider) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'credential_id', credential_id, 'sealed_key', sealed_key, 'api_base', api_base)
            ORDER BY priority, credential_id), '[]')
        FROM provider_credentials
        WHERE organization_id = p_organization_id AND provider = p_provider AND is_active);
END $$;
