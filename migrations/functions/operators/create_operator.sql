-- Makes an operator. p_user: {"email", "display_name", "password_hash", "role", "metadata"}.
CREATE FUNCTION create_operator(p_principal jsonb, p_user jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_user admin_users;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF p_user->>'role' <> 'user' AND role_of_principal(p_principal) <> 'owner' THEN
        RETURN refusal('role_too_low', jsonb_build_object('least_role', 'owner'));
    END IF;
    INSERT INTO admin_users (email, display_name, password_hash, role, user_metadata, created_by)
        VALUES (p_user->>'email', p_user->>'display_name', p_user->>'password_hash', (p_user->>'role')::admin_role,
                p_user->'metadata', (user_of_session((p_principal->>'session_id')::uuid)).user_id)
        ON CONFLICT (email) DO NOTHING RETURNING * INTO v_user;
    IF v_user.user_id IS NULL THEN
        RETURN refusal('already_exists', jsonb_build_object('resource', format('operator ''%s''', p_user->>'email')));
    END IF;
    PERFORM record_change(p_principal, 'created_user', 'admin_user', v_user.user_id::text,
        jsonb_build_object('after', operator_document(v_user)));
    RETURN granted(operator_document(v_user));
END $$;
