SELECT functions.audit_books(p_principal => $1::text::jsonb)::text
