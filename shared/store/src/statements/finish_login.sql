SELECT functions.finish_login($1::text::uuid, $2, $3, $4::text::jsonb, $5::text::jsonb)::text
