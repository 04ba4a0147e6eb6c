SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(jsonb_build_object(
            'session_id', session_id, 'ip_address', ip_address, 'user_agent', user_agent,
            'created_at', rfc3339(created_at), 'last_used_at', rfc3339(last_used_at),
            'expires_at', rfc3339(expires_at),
            'current', session_id = ($1::text::jsonb->>'session_id')::uuid)
            ORDER BY created_at DESC), '[]'))
    FROM (
        SELECT * FROM admin_sessions
        WHERE user_id = (user_of_session(($1::text::jsonb->>'session_id')::uuid)).user_id
            AND revoked_at IS NULL AND expires_at > now()
        ORDER BY created_at DESC LIMIT 500) AS live))::text
