SELECT functions.list_operators(p_principal => $1::text::jsonb, p_limit => $2, p_offset => $3)::text
