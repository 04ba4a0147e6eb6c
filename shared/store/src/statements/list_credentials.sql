SELECT functions.list_credentials(
    p_principal => $1::text::jsonb,
    p_organization_id => $2,
    p_provider => $3::text::provider,
    p_active_only => $4::text::boolean,
    p_limit => $5,
    p_offset => $6
)::text
