SELECT functions.list_models(
    p_principal => $1::text::jsonb,
    p_status => $2::text::model_status,
    p_provider => $3::text::provider,
    p_access_group => $4,
    p_search => $5,
    p_limit => $6,
    p_offset => $7
)::text
