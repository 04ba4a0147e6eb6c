SELECT coalesce(webhook_refusal($1::text::jsonb, $2::text::uuid, false),
    (SELECT granted(webhook_document(webhook)) FROM webhooks AS webhook WHERE webhook_id = $2::text::uuid))::text
