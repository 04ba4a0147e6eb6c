-- Sets the password of another operator, who has forgotten it, and ends that operator's sessions. Operators cannot reset their own
-- password, because this does not ask for the current one.
CREATE FUNCTION reset_password(p_principal jsonb, p_user_id uuid, p_new_hash text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF p_user_id = (user_of_session((p_principal->>'session_id')::uuid)).user_id THEN
        RETURN refusal('protected', jsonb_build_object('detail',
            'One''s own password is changed with the current one: POST /api/admin-users/me/change-password.'));
    END IF;
    UPDATE admin_users SET password_hash = p_new_hash WHERE user_id = p_user_id;
    IF NOT FOUND THEN
        RETURN refusal('user_not_found');
    END IF;
    PERFORM end_sessions(p_user_id);
    PERFORM record_change(p_principal, 'reset_password', 'admin_user', p_user_id::text);
    RETURN granted(jsonb_build_object('message', 'Password changed'));
END $$;
