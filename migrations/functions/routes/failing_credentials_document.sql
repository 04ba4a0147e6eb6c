-- Active provider keys, the deployment's own among them, that are refused or have no account or quota: how many, and the first p_limit, the
-- newest failure first. A key can fail on several routes: the last one tells.
CREATE FUNCTION failing_credentials_document(p_limit bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('total', count(*), 'credentials', coalesce(jsonb_agg(jsonb_build_object(
            'credential_id', credential_id, 'credential_name', credential_name, 'organization_id', organization_id,
            'provider', provider, 'last_error_code', last_error_code, 'last_status', last_status,
            'failing_since', failing_since, 'last_failed_at', last_failed_at) ORDER BY place) FILTER (WHERE place <= p_limit), '[]'))
    FROM (
        SELECT *, row_number() OVER (ORDER BY last_failed_at DESC NULLS LAST, provider, credential_id) AS place
        FROM (
            SELECT DISTINCT ON (health.credential_id, health.provider) health.*, credential.credential_name
            FROM route_health AS health LEFT JOIN provider_credentials AS credential USING (credential_id)
            WHERE trouble = 'account' AND (health.credential_id IS NULL OR credential.is_active)
            ORDER BY health.credential_id, health.provider, health.last_failed_at DESC NULLS LAST
        ) AS failing
    ) AS listed
$$;
