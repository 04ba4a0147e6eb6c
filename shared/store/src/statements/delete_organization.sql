SELECT functions.delete_organization($1::text::jsonb, $2)::text
