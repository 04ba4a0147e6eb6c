-- The current password was right. Ends every other session.
CREATE FUNCTION change_own_password(p_principal jsonb, p_verified_hash text, p_new_hash text, p_origin jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_user admin_users := user_of_session((p_principal->>'session_id')::uuid);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE admin_users SET password_hash = p_new_hash
        WHERE user_id = v_user.user_id AND password_hash = p_verified_hash;
    IF NOT FOUND THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail', 'The password was changed just now.'));
    END IF;
    PERFORM uncount_login_attempt(v_user.email, p_origin);
    PERFORM end_sessions(v_user.user_id, (p_principal->>'session_id')::uuid);
    PERFORM record_change(p_principal, 'changed_password', 'admin_user', v_user.user_id::text);
    RETURN granted(jsonb_build_object('message', 'Password changed'));
END $$;
