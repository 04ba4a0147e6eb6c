SELECT functions.update_model(p_principal => $1::text::jsonb, p_alias => $2, p_change => $3::text::jsonb)::text
