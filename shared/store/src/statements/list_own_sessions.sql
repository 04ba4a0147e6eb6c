SELECT functions.list_own_sessions(p_principal => $1::text::jsonb)::text
