SELECT functions.list_keys($1::text::jsonb, $2, $3)::text
