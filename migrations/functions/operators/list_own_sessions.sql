-- The live sessions of the operator who asks, the newest first.
CREATE FUNCTION list_own_sessions(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(coalesce(jsonb_agg(jsonb_build_object(
                'session_id', session_id, 'ip_address', ip_address, 'user_agent', user_agent,
                'created_at', created_at, 'last_used_at', last_used_at,
                'expires_at', expires_at,
                'current', session_id = (p_principal->>'session_id')::uuid)
                ORDER BY created_at DESC), '[]'))
        FROM (
            SELECT * FROM admin_sessions
            WHERE user_id = (user_of_session((p_principal->>'session_id')::uuid)).user_id
                AND revoked_at IS NULL AND expires_at > now()
            ORDER BY created_at DESC LIMIT 500) AS live));
END $$;
