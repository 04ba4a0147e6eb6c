SELECT functions.resolve_model_group(p_principal => $1::text::jsonb, p_name => $2, p_team_id => $3)::text
