SELECT functions.reseal_credentials(
    p_principal => $1::text::jsonb, p_key_id => $2, p_organization_id => $3, p_resealed => $4::text::jsonb
)::text
