SELECT functions.delete_team($1::text::jsonb, $2)::text
