-- Exchanges a refresh token for a new one.
CREATE FUNCTION refresh_session(p_token_hash bytea, p_new_token_hash bytea, p_ip_address text)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_session admin_sessions;
BEGIN
    SELECT * INTO v_session FROM admin_sessions WHERE refresh_token_hash = p_token_hash FOR UPDATE;
    IF NOT FOUND THEN
        SELECT session.* INTO v_session FROM spent_refresh_tokens AS spent JOIN admin_sessions AS session USING (session_id)
            WHERE spent.token_hash = p_token_hash FOR UPDATE OF session;
        IF (user_of_session(v_session.session_id)).user_id IS NOT NULL THEN
            PERFORM record_change(
                jsonb_build_object('kind', 'session', 'session_id', v_session.session_id, 'ip_address', p_ip_address),
                'refresh_token_reused', 'admin_session', v_session.session_id::text);
            UPDATE admin_sessions SET revoked_at = now() WHERE session_id = v_session.session_id;
        END IF;
        RETURN refusal('invalid_token');
    END IF;
    IF (user_of_session(v_session.session_id)).user_id IS NULL THEN
        RETURN refusal('invalid_token');
    END IF;
    INSERT INTO spent_refresh_tokens (token_hash, session_id) VALUES (p_token_hash, v_session.session_id);
    -- An older one is refused all the same.
    DELETE FROM spent_refresh_tokens
        WHERE session_id = v_session.session_id AND spent_at < now() - interval '14 days';
    UPDATE admin_sessions SET refresh_token_hash = p_new_token_hash, last_used_at = now(),
        ip_address = coalesce(p_ip_address, ip_address), expires_at = session_end(created_at)
        WHERE session_id = v_session.session_id RETURNING * INTO v_session;
    RETURN granted(session_document(v_session));
END $$;
