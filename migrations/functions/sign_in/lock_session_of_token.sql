-- The session that a refresh token is of, spent or not, locked; a null row where there is none. What is known of a spent token
-- may change until then.
CREATE FUNCTION lock_session_of_token(p_token_hash bytea) RETURNS admin_sessions LANGUAGE plpgsql AS $$
DECLARE
    v_session admin_sessions;
BEGIN
    SELECT * INTO v_session FROM admin_sessions WHERE refresh_token_hash = p_token_hash FOR UPDATE;
    -- One that was replaced while this waited for the lock is found among the spent ones.
    IF NOT FOUND THEN
        SELECT * INTO v_session FROM admin_sessions
            WHERE session_id = (SELECT session_id FROM spent_refresh_tokens WHERE token_hash = p_token_hash) FOR UPDATE;
    END IF;
    RETURN v_session;
END $$;
