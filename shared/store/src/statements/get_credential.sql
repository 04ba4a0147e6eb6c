SELECT functions.get_credential(p_principal => $1::text::jsonb, p_id => $2::text::uuid)::text
