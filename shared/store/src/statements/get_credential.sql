SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(credential_of(credential)) FROM provider_credentials AS credential WHERE credential_id = $2::text::uuid),
    refusal('credential_not_found')
)::text
