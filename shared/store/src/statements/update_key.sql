SELECT functions.update_key($1::text::jsonb, $2, $3::text::uuid, $4::text::jsonb)::text
