SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(operator_json(page) ORDER BY created_at DESC, user_id DESC), '[]'))
    FROM (SELECT admin.* FROM admin_users AS admin ORDER BY created_at DESC, user_id DESC LIMIT $2 OFFSET $3)
        AS page))::text
