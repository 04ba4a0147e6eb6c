SELECT functions.list_transactions(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_limit => $3,
    p_before => $4::text::uuid
)::text
