SELECT functions.credentials_to_reseal(
    p_principal => $1::text::jsonb,
    p_key_id => $2,
    p_organization_id => $3,
    p_after => $4::text::uuid,
    p_limit => $5
)::text
