-- Credentials, of an organization and a provider or of any; p_active_only: without those that are switched off.
CREATE FUNCTION list_credentials(
    p_principal jsonb, p_organization_id text, p_provider provider, p_active_only boolean, p_limit bigint,
    p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        CASE WHEN p_organization_id IS NOT NULL THEN organization_refusal(p_organization_id) END,
        (
            WITH listed AS NOT MATERIALIZED (
                SELECT credential FROM provider_credentials AS credential
                WHERE (p_organization_id IS NULL OR organization_id = p_organization_id)
                    AND (p_provider IS NULL OR provider = p_provider)
                    AND (is_active OR NOT p_active_only)
            ), page AS (
                SELECT credential FROM listed
                ORDER BY (credential).organization_id, (credential).provider, (credential).priority, (credential).credential_id
                LIMIT p_limit OFFSET p_offset
            )
            SELECT counted(jsonb_agg(credential_document(credential) ORDER BY (credential).organization_id,
                (credential).provider, (credential).priority, (credential).credential_id), (SELECT count(*) FROM listed))
            FROM page
        )
    );
END $$;
