SELECT functions.setup_owner($1::text::jsonb, $2::text::jsonb, $3::text::jsonb)::text
