-- A session, as its operator sees it, without its tokens.
CREATE FUNCTION session_document(p_session admin_sessions) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'session_id', p_session.session_id,
        'refresh_expires_at', p_session.expires_at,
        'user', (SELECT operator_document(admin) FROM admin_users AS admin WHERE user_id = p_session.user_id))
$$;
