SELECT functions.create_model_group(p_principal => $1::text::jsonb, p_group => $2::text::jsonb)::text
