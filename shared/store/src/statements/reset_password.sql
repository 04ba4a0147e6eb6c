SELECT functions.reset_password($1::text::jsonb, $2::text::uuid, $3)::text
