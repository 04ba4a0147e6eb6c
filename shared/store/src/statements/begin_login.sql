SELECT functions.begin_login($1, $2::text::jsonb)::text
