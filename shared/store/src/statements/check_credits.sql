SELECT functions.check_credits(p_principal => $1::text::jsonb, p_team_id => $2)::text
