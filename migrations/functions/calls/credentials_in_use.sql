-- The keys that an organization has for a provider, in the order in which they are tried with a model. One that has failed with
-- it is set aside; "probe" is the id of a route that may be probed: see claim_probe.
CREATE FUNCTION credentials_in_use(p_organization_id text, p_provider provider, p_model text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'credential_id', credential.credential_id, 'sealed_key', sealed_key, 'api_base', api_base,
            'is_set_aside', health.set_aside_until IS NOT NULL) || probe_document(health)
            ORDER BY priority, credential.credential_id), '[]')
        FROM provider_credentials AS credential
        LEFT JOIN route_health AS health ON health.credential_id = credential.credential_id
            AND health.provider = credential.provider AND health.model = p_model
        WHERE credential.organization_id = p_organization_id AND credential.provider = p_provider AND is_active);
END $$;
