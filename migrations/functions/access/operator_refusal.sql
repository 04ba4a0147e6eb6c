-- Why this principal may not do what its route requires an operator for, or null. The admin key may do everything, unless too
-- many wrong ones came from where it comes from.
CREATE FUNCTION operator_refusal(p_principal jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_user admin_users;
BEGIN
    IF p_principal->>'kind' = 'admin_key' THEN
        RETURN admin_key_refusal(p_principal->>'network');
    ELSIF p_principal->>'kind' <> 'session' THEN
        RETURN refusal('invalid_token');
    END IF;
    v_user := user_of_session((p_principal->>'session_id')::uuid);
    RETURN CASE
        WHEN v_user.user_id IS NULL THEN refusal('invalid_token')
        WHEN v_user.role < (p_principal->>'least_role')::admin_role
            THEN refusal('role_too_low', jsonb_build_object('role', v_user.role, 'least_role', p_principal->>'least_role'))
    END;
END $$;
