SELECT functions.update_webhook($1::text::jsonb, $2::text::uuid, $3::text::jsonb)::text
