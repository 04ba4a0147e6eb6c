SELECT functions.reseal_webhooks($1::text::jsonb, $2, $3::text::jsonb)::text
