SELECT functions.update_credential(p_principal => $1::text::jsonb, p_id => $2::text::uuid, p_change => $3::text::jsonb)::text
