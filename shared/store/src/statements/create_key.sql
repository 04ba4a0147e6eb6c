SELECT functions.create_key($1::text::jsonb, $2, $3::text::jsonb, $4::text::jsonb, $5)::text
