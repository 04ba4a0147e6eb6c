-- Notes the use of a refresh token, which p_new_token_hash replaces: that of the session, or a spent one in place of that, see
-- refresh_may_be_lost. The caller has locked the session, whose token is still the old one.
CREATE FUNCTION spend_refresh_token(p_session admin_sessions, p_token_hash bytea, p_new_token_hash bytea, p_ip_address text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_is_first_use boolean;
BEGIN
    UPDATE spent_refresh_tokens SET was_used = true, spent_at = now(), ip_address = p_ip_address
        WHERE token_hash = p_token_hash AND NOT was_used;
    v_is_first_use := FOUND OR p_token_hash = p_session.refresh_token_hash;
    INSERT INTO spent_refresh_tokens (token_hash, session_id, was_used, ip_address)
        VALUES (p_session.refresh_token_hash, p_session.session_id, p_token_hash = p_session.refresh_token_hash,
                CASE WHEN p_token_hash = p_session.refresh_token_hash THEN p_ip_address END);
    IF v_is_first_use THEN
        UPDATE spent_refresh_tokens SET successor_hash = p_new_token_hash WHERE token_hash = p_token_hash;
    ELSE
        -- Used again: all that could be used in place of the session's token can be used in place of the new one, and so can that.
        UPDATE spent_refresh_tokens SET successor_hash = p_new_token_hash
            WHERE session_id = p_session.session_id
                AND (successor_hash = p_session.refresh_token_hash OR token_hash = p_session.refresh_token_hash);
    END IF;
END $$;
