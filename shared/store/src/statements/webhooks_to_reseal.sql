-- $2: the id of the key that seals, $3: the webhook after which to go on, or null, $4: how many.
SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(jsonb_build_object(
        'webhook_id', webhook_id, 'team_id', team_id, 'secret', sealed_secret,
        'previous_secret', previous_sealed_secret, 'auth_header', sealed_auth_header) ORDER BY webhook_id), '[]'))
    FROM (SELECT * FROM webhooks_not_sealed_with($2)
          WHERE $3::text IS NULL OR webhook_id > $3::text::uuid ORDER BY webhook_id LIMIT $4) AS batch
))::text
