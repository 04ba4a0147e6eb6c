-- $2: the team, or null: a key's own, or all of them for operators. $3: the delivery before which they were made, or null.
-- $4: how many.
SELECT coalesce(webhooks_refusal($1::text::jsonb, team_id), (
    SELECT granted(coalesce(jsonb_agg(delivery_document(listed) ORDER BY created_at DESC, delivery_id DESC), '[]'))
    FROM (SELECT * FROM webhook_deliveries AS delivery
          WHERE (asked.team_id IS NULL OR delivery.team_id = asked.team_id) AND status = 'dead'
              AND ($3::text IS NULL OR (created_at, delivery_id) < (
                  SELECT created_at, delivery_id FROM webhook_deliveries WHERE delivery_id = $3::text::uuid))
          ORDER BY created_at DESC, delivery_id DESC LIMIT $4) AS listed
))::text
FROM team_of_principal($1::text::jsonb, $2) AS asked (team_id)
