-- The password was right. p_verified_hash is what it was compared with: it may have been changed since. p_new_hash replaces
-- it if it is outdated.
CREATE FUNCTION finish_login(p_user_id uuid, p_verified_hash text, p_new_hash text, p_origin jsonb, p_session jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user admin_users;
BEGIN
    SELECT * INTO v_user FROM admin_users WHERE user_id = p_user_id FOR UPDATE;
    IF v_user.user_id IS NULL OR NOT v_user.is_active OR v_user.password_hash <> p_verified_hash THEN
        RETURN refusal('invalid_login');
    END IF;
    PERFORM uncount_login_attempt(v_user.email, p_origin);
    IF p_new_hash IS NOT NULL THEN
        UPDATE admin_users SET password_hash = p_new_hash WHERE user_id = p_user_id;
    END IF;
    RETURN granted(open_session(p_user_id, 'login', p_session));
END $$;
