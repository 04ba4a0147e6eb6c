-- Ends one's own session, the one that asks or another.
CREATE FUNCTION end_own_session(p_principal jsonb, p_session_id uuid, p_action text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_session_id uuid := coalesce(p_session_id, (p_principal->>'session_id')::uuid);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF NOT EXISTS (
        SELECT FROM admin_sessions WHERE session_id = v_session_id AND revoked_at IS NULL AND expires_at > now()
            AND user_id = (user_of_session((p_principal->>'session_id')::uuid)).user_id) THEN
        RETURN refusal('session_not_found');
    END IF;
    PERFORM record_change(p_principal, p_action, 'admin_session', v_session_id::text);
    UPDATE admin_sessions SET revoked_at = now() WHERE session_id = v_session_id AND revoked_at IS NULL;
    RETURN granted(jsonb_build_object('message', CASE p_action WHEN 'logout' THEN 'Logged out' ELSE 'Session ended' END));
END $$;
