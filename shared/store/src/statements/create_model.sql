SELECT functions.create_model(p_principal => $1::text::jsonb, p_model => $2::text::jsonb)::text
