SELECT functions.audit_log(p_principal => $1::text::jsonb, p_filter => $2::text::jsonb, p_limit => $3, p_offset => $4)::text
