-- Changes an operator: p_changes has what is to be different of {"display_name", "role", "is_active", "metadata"}.
CREATE FUNCTION change_operator(p_principal jsonb, p_user_id uuid, p_action text, p_changes jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before admin_users;
    v_after admin_users;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- Two owners who act on each other at once must not both succeed: a change to an owner waits for the others.
    PERFORM FROM admin_users WHERE (role = 'owner' AND is_active) OR user_id = p_user_id ORDER BY user_id FOR UPDATE;
    SELECT * INTO v_before FROM admin_users WHERE user_id = p_user_id;
    IF v_before.user_id IS NULL THEN
        RETURN refusal('user_not_found');
    END IF;
    v_after := v_before;
    v_after.display_name := coalesce(p_changes->>'display_name', v_before.display_name);
    v_after.role := coalesce((p_changes->>'role')::admin_role, v_before.role);
    v_after.is_active := coalesce((p_changes->>'is_active')::boolean, v_before.is_active);
    v_after.user_metadata := coalesce(p_changes->'metadata', v_before.user_metadata);
    -- Checked again, because it may have changed while this waited.
    v_refusal := operator_refusal(p_principal);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF role_of_principal(p_principal) <> 'owner' AND (v_before.role <> 'user' OR v_after.role <> 'user') THEN
        RETURN refusal('role_too_low', jsonb_build_object('least_role', 'owner'));
    ELSIF (v_after.role, v_after.is_active) IS DISTINCT FROM (v_before.role, v_before.is_active)
        AND p_user_id = (user_of_session((p_principal->>'session_id')::uuid)).user_id THEN
        RETURN refusal('protected', jsonb_build_object('detail', 'Nobody changes their own role, or deactivates themselves.'));
    ELSIF v_before.role = 'owner' AND v_before.is_active AND (v_after.role <> 'owner' OR NOT v_after.is_active)
        AND NOT EXISTS (SELECT FROM admin_users WHERE role = 'owner' AND is_active AND user_id <> p_user_id) THEN
        RETURN refusal('protected', jsonb_build_object('detail', 'The last active owner stays one.'));
    END IF;
    UPDATE admin_users SET display_name = v_after.display_name, role = v_after.role, is_active = v_after.is_active,
        user_metadata = v_after.user_metadata WHERE user_id = p_user_id;
    IF NOT v_after.is_active THEN
        PERFORM end_sessions(p_user_id);
    END IF;
    PERFORM record_change(p_principal, p_action, 'admin_user', p_user_id::text,
        jsonb_build_object('before', operator_document(v_before), 'after', operator_document(v_after)));
    RETURN granted(operator_document(v_after));
END $$;
