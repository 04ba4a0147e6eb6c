-- Credentials that another key than p_key_id sealed, or that are in the format v1, of one organization or all, after p_after, at
-- most p_limit.
CREATE FUNCTION credentials_to_reseal(
    p_principal jsonb, p_key_id text, p_organization_id text, p_after uuid, p_limit bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(coalesce(jsonb_agg(jsonb_build_object(
            'credential_id', credential_id, 'organization_id', organization_id, 'provider', provider, 'sealed_key', sealed_key,
            'api_base', api_base)
            ORDER BY credential_id), '[]'))
        FROM (
            SELECT * FROM credentials_not_sealed_with(p_key_id, p_organization_id)
            WHERE p_after IS NULL OR credential_id > p_after
            ORDER BY credential_id LIMIT p_limit
        ) AS batch
    ));
END $$;
