-- Exchanges a refresh token for a new one. A spent token ends its session, unless refresh_may_be_lost.
CREATE FUNCTION refresh_session(p_token_hash bytea, p_new_token_hash bytea, p_ip_address text)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_session admin_sessions := lock_session_of_token(p_token_hash);
    -- Read under the lock: another request with the same token may have replaced its successor meanwhile.
    v_spent spent_refresh_tokens;
BEGIN
    SELECT * INTO v_spent FROM spent_refresh_tokens WHERE token_hash = p_token_hash;
    IF (user_of_session(v_session.session_id)).user_id IS NULL THEN
        RETURN refusal('invalid_token');
    END IF;
    IF v_spent.token_hash IS NOT NULL AND NOT refresh_may_be_lost(v_spent, v_session, p_ip_address) THEN
        PERFORM record_change(
            jsonb_build_object('kind', 'session', 'session_id', v_session.session_id, 'ip_address', p_ip_address),
            'refresh_token_reused', 'admin_session', v_session.session_id::text);
        UPDATE admin_sessions SET revoked_at = now() WHERE session_id = v_session.session_id;
        RETURN refusal('invalid_token');
    END IF;
    PERFORM spend_refresh_token(v_session, p_token_hash, p_new_token_hash, p_ip_address);
    -- An older one is refused all the same.
    DELETE FROM spent_refresh_tokens
        WHERE session_id = v_session.session_id AND spent_at < now() - interval '14 days';
    UPDATE admin_sessions SET refresh_token_hash = p_new_token_hash, last_used_at = now(),
        ip_address = coalesce(p_ip_address, ip_address), expires_at = session_end(created_at)
        WHERE session_id = v_session.session_id RETURNING * INTO v_session;
    RETURN granted(session_document(v_session));
END $$;
