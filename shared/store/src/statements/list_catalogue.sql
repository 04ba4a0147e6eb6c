SELECT functions.list_catalogue(
    p_principal => $1::text::jsonb,
    p_provider => $2::text::provider,
    p_search => $3,
    p_limit => $4,
    p_offset => $5
)::text
