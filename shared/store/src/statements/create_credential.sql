SELECT functions.create_credential(p_principal => $1::text::jsonb, p_credential => $2::text::jsonb)::text
