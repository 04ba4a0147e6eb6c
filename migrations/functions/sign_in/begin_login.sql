-- The first half of a login, before the password is compared. Continued guessing at an account is written into the audit
-- log: once for each account and network, or for the account from anywhere, until the failures are forgotten.
CREATE FUNCTION begin_login(p_email text, p_origin jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := count_login_attempt(p_email, p_origin);
    v_user admin_users;
    v_failures integer;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_user FROM admin_users WHERE email = lower(p_email) AND is_active;
    IF v_user.user_id IS NULL THEN
        RETURN granted('{}');
    END IF;
    -- Those before this one, of which it is not known yet, were all that may fail without a wait.
    SELECT max(attempts.failures) - 1 INTO v_failures
        FROM login_subjects(p_email, p_origin) AS counted JOIN login_attempts AS attempts USING (subject)
        WHERE counted.kind IN ('account from network', 'account') AND attempts.failures = counted.allowance + 1;
    IF v_failures IS NOT NULL THEN
        PERFORM record_change(p_origin, 'login_slowed_down', 'admin_user', v_user.user_id::text,
            jsonb_build_object('failures', v_failures));
    END IF;
    RETURN granted(jsonb_build_object('user_id', v_user.user_id, 'password_hash', v_user.password_hash));
END $$;
