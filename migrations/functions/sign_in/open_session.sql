-- Opens a session. p_session: {"refresh_token_hash": hex, "ip_address", "user_agent"}.
CREATE FUNCTION open_session(p_user_id uuid, p_action text, p_session jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_session admin_sessions;
BEGIN
    -- Sessions that expired long ago.
    DELETE FROM admin_sessions WHERE user_id = p_user_id AND expires_at < now() - interval '90 days';
    UPDATE admin_users SET last_login = now() WHERE user_id = p_user_id;
    INSERT INTO admin_sessions (user_id, refresh_token_hash, ip_address, user_agent, expires_at)
        VALUES (p_user_id, decode(p_session->>'refresh_token_hash', 'hex'), p_session->>'ip_address',
                p_session->>'user_agent', session_end(now()))
        RETURNING * INTO v_session;
    PERFORM record_change(
        jsonb_build_object('kind', 'session', 'session_id', v_session.session_id, 'ip_address', v_session.ip_address),
        p_action, 'admin_user', p_user_id::text);
    RETURN session_document(v_session);
END $$;
