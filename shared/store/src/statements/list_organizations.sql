SELECT functions.list_organizations($1::text::jsonb, $2::text::jsonb)::text
