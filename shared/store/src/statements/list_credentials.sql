SELECT coalesce(
    operator_refusal($1::text::jsonb),
    CASE WHEN $2::text IS NOT NULL AND NOT EXISTS (SELECT FROM organizations WHERE organization_id = $2)
        THEN refusal('organization_not_found') END,
    (
        SELECT granted(coalesce(
            jsonb_agg(credential_of(page) ORDER BY page.organization_id, page.provider, page.priority, page.credential_id), '[]'))
        FROM (
            SELECT credential.* FROM provider_credentials AS credential
            WHERE ($2 IS NULL OR organization_id = $2)
                AND ($3::text IS NULL OR provider = $3::text::provider)
                AND (is_active OR NOT $4::text::boolean)
            ORDER BY organization_id, provider, priority, credential_id LIMIT $5 OFFSET $6
        ) AS page
    )
)::text
