-- Ends the session that a refresh token is of. A spent one does as well: sent again it would end its session in any case.
CREATE FUNCTION end_session_of_token(p_token_hash bytea, p_ip_address text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_session_id uuid := (lock_session_of_token(p_token_hash)).session_id;
BEGIN
    IF (user_of_session(v_session_id)).user_id IS NULL THEN
        RETURN refusal('invalid_token');
    END IF;
    PERFORM record_change(
        jsonb_build_object('kind', 'session', 'session_id', v_session_id, 'ip_address', p_ip_address),
        'logout', 'admin_session', v_session_id::text);
    UPDATE admin_sessions SET revoked_at = now() WHERE session_id = v_session_id;
    RETURN granted('{"message": "Logged out"}');
END $$;
