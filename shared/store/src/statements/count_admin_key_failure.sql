SELECT functions.count_admin_key_failure(p_origin => $1::text::jsonb)::text
