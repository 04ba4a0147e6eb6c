SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(operator_json(admin)) FROM admin_users AS admin WHERE user_id = $2::text::uuid),
    refusal('user_not_found'))::text
