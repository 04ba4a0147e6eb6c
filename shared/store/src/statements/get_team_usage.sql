SELECT functions.get_team_usage(
    p_principal => $1::text::jsonb,
    p_team_id => $2,
    p_period => $3,
    p_from => $4::text::date,
    p_until => $5::text::date
)::text
