SELECT functions.rotate_webhook_secret($1::text::jsonb, $2::text::uuid, $3, $4)::text
