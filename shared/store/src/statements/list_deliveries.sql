-- $2: the webhook, $3: a status or null, $4: the delivery before which they were made, or null, $5: how many.
SELECT coalesce(webhook_refusal($1::text::jsonb, $2::text::uuid, false), (
    SELECT granted(coalesce(jsonb_agg(delivery_document(listed) ORDER BY created_at DESC, delivery_id DESC), '[]'))
    FROM (SELECT * FROM webhook_deliveries
          WHERE webhook_id = $2::text::uuid AND ($3::text IS NULL OR status = $3::text::delivery_status)
              AND ($4::text IS NULL OR (created_at, delivery_id) < (
                  SELECT created_at, delivery_id FROM webhook_deliveries WHERE delivery_id = $4::text::uuid))
          ORDER BY created_at DESC, delivery_id DESC LIMIT $5) AS listed
))::text
