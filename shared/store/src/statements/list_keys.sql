SELECT functions.list_keys(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_limit => $3,
    p_offset => $4
)::text
