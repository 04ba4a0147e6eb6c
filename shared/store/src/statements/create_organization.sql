SELECT functions.create_organization($1::text::jsonb, $2::text::jsonb, $3::text::jsonb, $4::text::jsonb)::text
