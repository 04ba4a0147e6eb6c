SELECT functions.get_dashboard(p_principal => $1::text::jsonb)::text
