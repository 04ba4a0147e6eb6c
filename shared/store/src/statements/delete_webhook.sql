SELECT functions.delete_webhook($1::text::jsonb, $2::text::uuid)::text
