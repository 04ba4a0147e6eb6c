SELECT functions.check_operator(p_principal => $1::text::jsonb)::text
