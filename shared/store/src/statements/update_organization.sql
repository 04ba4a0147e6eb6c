SELECT functions.update_organization($1::text::jsonb, $2, $3::text::jsonb)::text
