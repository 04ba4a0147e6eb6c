-- The audit log tells when somebody goes on guessing at an account: once for each account and network, or for the account
-- from anywhere, until the failures are forgotten.
CREATE OR REPLACE FUNCTION begin_login(p_email text, p_place jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := count_login_attempt(p_email, p_place);
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
        FROM login_subjects(p_email, p_place) AS counted JOIN login_attempts AS attempts USING (subject)
        WHERE counted.kind <> 'network' AND attempts.failures = counted.allowance + 1;
    IF v_failures IS NOT NULL THEN
        PERFORM record_change(p_place, 'login_slowed_down', 'admin_user', v_user.user_id::text,
            jsonb_build_object('failures', v_failures));
    END IF;
    RETURN granted(jsonb_build_object('user_id', v_user.user_id, 'password_hash', v_user.password_hash));
END $$;
