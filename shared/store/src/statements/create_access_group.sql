SELECT functions.create_access_group(p_principal => $1::text::jsonb, p_group => $2::text::jsonb)::text
