-- Ends the live sessions of an operator, but for one.
CREATE FUNCTION end_sessions(p_user_id uuid, p_except uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    UPDATE admin_sessions SET revoked_at = now()
    WHERE user_id = p_user_id AND revoked_at IS NULL AND session_id IS DISTINCT FROM p_except
$$;
