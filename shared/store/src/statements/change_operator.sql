SELECT functions.change_operator($1::text::jsonb, $2::text::uuid, $3, $4::text::jsonb)::text
