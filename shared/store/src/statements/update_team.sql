SELECT functions.update_team($1::text::jsonb, $2, $3::text::jsonb)::text
