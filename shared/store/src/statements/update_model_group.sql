SELECT functions.update_model_group(p_principal => $1::text::jsonb, p_name => $2, p_change => $3::text::jsonb)::text
