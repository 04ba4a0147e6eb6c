SELECT functions.list_model_groups(
    p_principal => $1::text::jsonb,
    p_status => $2::text::group_status,
    p_limit => $3,
    p_offset => $4
)::text
