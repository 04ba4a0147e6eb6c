SELECT functions.get_model(p_principal => $1::text::jsonb, p_alias => $2)::text
