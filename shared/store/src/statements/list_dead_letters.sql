SELECT functions.list_dead_letters(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_before => $3::text::uuid,
    p_limit => $4
)::text
