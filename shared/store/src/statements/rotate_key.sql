SELECT functions.rotate_key($1::text::jsonb, $2, $3::text::uuid, $4::text::jsonb, $5, $6::text::jsonb)::text
