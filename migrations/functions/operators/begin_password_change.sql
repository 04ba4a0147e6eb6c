-- The first half of a change of an operator's own password, before the current one is compared. It can be guessed here as well
-- as at the login, so attempts are counted as logins.
CREATE FUNCTION begin_password_change(p_principal jsonb, p_origin jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user admin_users := user_of_session((p_principal->>'session_id')::uuid);
BEGIN
    RETURN coalesce(operator_refusal(p_principal), count_login_attempt(v_user.email, p_origin),
        granted(jsonb_build_object('user_id', v_user.user_id, 'password_hash', v_user.password_hash)));
END $$;
