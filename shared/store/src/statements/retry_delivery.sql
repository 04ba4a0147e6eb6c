SELECT functions.retry_delivery($1::text::jsonb, $2::text::uuid, $3::text::uuid)::text
