-- $2: the team, or null: a key's own, or all of them for operators. $3 and $4: how many, and from which on.
SELECT coalesce(webhooks_refusal($1::text::jsonb, team_id), (
    SELECT granted(coalesce(jsonb_agg(webhook_document(listed) ORDER BY created_at DESC, webhook_id DESC), '[]'))
    FROM (SELECT * FROM webhooks AS webhook WHERE asked.team_id IS NULL OR webhook.team_id = asked.team_id
          ORDER BY created_at DESC, webhook_id DESC LIMIT $3 OFFSET $4) AS listed
))::text
FROM team_of_principal($1::text::jsonb, $2) AS asked (team_id)
