SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(operator_json(user_of_session(($1::text::jsonb->>'session_id')::uuid)))))::text
