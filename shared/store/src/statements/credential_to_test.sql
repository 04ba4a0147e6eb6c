SELECT functions.credential_to_test(p_principal => $1::text::jsonb, p_id => $2::text::uuid, p_alias => $3)::text
