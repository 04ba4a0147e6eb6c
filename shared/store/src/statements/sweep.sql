SELECT functions.sweep(p_principal => $1::text::jsonb, p_teams => $2)::text
