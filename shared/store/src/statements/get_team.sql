SELECT functions.get_team(p_principal => $1::text::jsonb, p_team_id => $2)::text
