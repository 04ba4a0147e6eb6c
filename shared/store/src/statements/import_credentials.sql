SELECT functions.import_credentials(p_principal => $1::text::jsonb, p_credentials => $2::text::jsonb)::text
