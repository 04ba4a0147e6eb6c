SELECT functions.delete_model_group(p_principal => $1::text::jsonb, p_name => $2)::text
