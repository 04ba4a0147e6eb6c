SELECT functions.get_own_account(p_principal => $1::text::jsonb)::text
