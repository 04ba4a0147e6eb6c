SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(jsonb_build_object(
        'credential_id', credential_id, 'organization_id', organization_id, 'provider', provider, 'sealed_key', sealed_key)
        ORDER BY credential_id), '[]'))
    FROM (
        SELECT * FROM credentials_not_sealed_with($2, $3)
        WHERE $4::text IS NULL OR credential_id > $4::text::uuid
        ORDER BY credential_id LIMIT $5
    ) AS batch
))::text
