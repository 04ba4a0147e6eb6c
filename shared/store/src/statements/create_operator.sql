SELECT functions.create_operator($1::text::jsonb, $2::text::jsonb)::text
