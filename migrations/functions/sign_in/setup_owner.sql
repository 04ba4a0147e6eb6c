-- Makes the first operator, an owner. p_user: {"email", "display_name", "password_hash"}.
CREATE FUNCTION setup_owner(p_principal jsonb, p_user jsonb, p_session jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_user_id uuid;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- The second of two concurrent requests sees the result of the first.
    LOCK TABLE admin_users IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM admin_users) THEN
        RETURN refusal('setup_done');
    END IF;
    INSERT INTO admin_users (email, display_name, password_hash, role)
        VALUES (p_user->>'email', p_user->>'display_name', p_user->>'password_hash', 'owner')
        RETURNING user_id INTO v_user_id;
    RETURN granted(open_session(v_user_id, 'setup_owner', p_session));
END $$;
