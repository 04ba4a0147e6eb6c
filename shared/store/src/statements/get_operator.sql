SELECT functions.get_operator(p_principal => $1::text::jsonb, p_user_id => $2::text::uuid)::text
