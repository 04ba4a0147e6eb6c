SELECT functions.list_route_health(
    p_principal => $1::text::jsonb,
    p_state => $2,
    p_organization_id => $3,
    p_provider => $4::text::provider,
    p_limit => $5,
    p_offset => $6
)::text
