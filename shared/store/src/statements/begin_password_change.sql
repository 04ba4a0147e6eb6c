SELECT functions.begin_password_change($1::text::jsonb, $2::text::jsonb)::text
