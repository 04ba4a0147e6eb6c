-- What operators do to their own account, and owners and admins to others'.

-- The role of whoever asks. The admin key has every power.
CREATE FUNCTION role_of(p_principal jsonb) RETURNS admin_role LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_principal->>'kind' = 'admin_key' THEN 'owner'::admin_role
        ELSE (user_of_session((p_principal->>'session_id')::uuid)).role END
$$;

-- Ends one's own session, the one that asks or another.
CREATE FUNCTION end_own_session(p_principal jsonb, p_session_id uuid, p_action text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_session_id uuid := coalesce(p_session_id, (p_principal->>'session_id')::uuid);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF NOT EXISTS (
        SELECT FROM admin_sessions WHERE session_id = v_session_id AND revoked_at IS NULL AND expires_at > now()
            AND user_id = (user_of_session((p_principal->>'session_id')::uuid)).user_id) THEN
        RETURN refusal('session_not_found');
    END IF;
    PERFORM record_change(p_principal, p_action, 'admin_session', v_session_id::text);
    UPDATE admin_sessions SET revoked_at = now() WHERE session_id = v_session_id AND revoked_at IS NULL;
    RETURN granted(jsonb_build_object('message', CASE p_action WHEN 'logout' THEN 'Logged out' ELSE 'Session ended' END));
END $$;

-- What changing one's own password needs before the current one can be looked at. It can be guessed here as well as at
-- the login, so it counts there.
CREATE FUNCTION begin_password_change(p_principal jsonb, p_place jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_user admin_users := user_of_session((p_principal->>'session_id')::uuid);
BEGIN
    RETURN coalesce(operator_refusal(p_principal), count_login_attempt(v_user.email, p_place),
        granted(jsonb_build_object('user_id', v_user.user_id, 'password_hash', v_user.password_hash)));
END $$;

-- The current password was right. Ends every other session.
CREATE FUNCTION change_own_password(p_principal jsonb, p_verified_hash text, p_new_hash text, p_place jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
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
    PERFORM forgive_login_attempt(v_user.email, p_place);
    PERFORM end_sessions(v_user.user_id, (p_principal->>'session_id')::uuid);
    PERFORM record_change(p_principal, 'changed_password', 'admin_user', v_user.user_id::text);
    RETURN granted(jsonb_build_object('message', 'Password changed'));
END $$;

-- Sets another operator's password, who has forgotten it, and ends that operator's sessions.
CREATE FUNCTION reset_password(p_principal jsonb, p_user_id uuid, p_new_hash text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE admin_users SET password_hash = p_new_hash WHERE user_id = p_user_id;
    IF NOT FOUND THEN
        RETURN refusal('user_not_found');
    END IF;
    PERFORM end_sessions(p_user_id, (p_principal->>'session_id')::uuid);
    PERFORM record_change(p_principal, 'reset_password', 'admin_user', p_user_id::text);
    RETURN granted(jsonb_build_object('message', 'Password changed'));
END $$;

-- Makes an operator. p_user: {"email", "display_name", "password_hash", "role", "metadata"}.
CREATE FUNCTION create_operator(p_principal jsonb, p_user jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_user admin_users;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF p_user->>'role' <> 'user' AND role_of(p_principal) <> 'owner' THEN
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
        jsonb_build_object('after', operator_json(v_user)));
    RETURN granted(operator_json(v_user));
END $$;

-- Changes an operator: p_changes has what is to be different of {"display_name", "role", "is_active", "metadata"}.
CREATE FUNCTION change_operator(p_principal jsonb, p_user_id uuid, p_action text, p_changes jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before admin_users;
    v_after admin_users;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- Two owners who act on each other at once must not both succeed: whoever acts on an owner waits for the others.
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
    -- Asked again, for it may have changed while this waited.
    v_refusal := operator_refusal(p_principal);
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF role_of(p_principal) <> 'owner' AND (v_before.role <> 'user' OR v_after.role <> 'user') THEN
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
        jsonb_build_object('before', operator_json(v_before), 'after', operator_json(v_after)));
    RETURN granted(operator_json(v_after));
END $$;

CREATE INDEX admin_audit_log_by_action ON admin_audit_log (action, created_at DESC);

-- The audit log, newest first. p_filter: any of {"action", "user_id", "resource_type", "resource_id", "since", "until"}.
-- Each filter that is missing is left out of the plan, so that the index of those that are there is used.
CREATE FUNCTION audit_log(p_filter jsonb, p_limit bigint, p_offset bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_where text := 'true';
    v_entries jsonb;
BEGIN
    v_where := concat_ws(' AND ', v_where,
        CASE WHEN p_filter ? 'action' THEN 'action = $1->>''action''' END,
        CASE WHEN p_filter ? 'user_id' THEN 'log.user_id = ($1->>''user_id'')::uuid' END,
        CASE WHEN p_filter ? 'resource_type' THEN 'resource_type = $1->>''resource_type''' END,
        CASE WHEN p_filter ? 'resource_id' THEN 'resource_id = $1->>''resource_id''' END,
        CASE WHEN p_filter ? 'since' THEN 'log.created_at >= ($1->>''since'')::timestamptz' END,
        CASE WHEN p_filter ? 'until' THEN 'log.created_at < ($1->>''until'')::timestamptz' END);
    EXECUTE format($sql$
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                'audit_id', audit_id, 'user_id', page.user_id, 'user_email', admin.email, 'action', action,
                'resource_type', resource_type, 'resource_id', resource_id, 'details', details,
                'ip_address', page.ip_address, 'created_at', rfc3339(page.created_at))
                ORDER BY page.created_at DESC, audit_id DESC), '[]')
        FROM (SELECT log.* FROM admin_audit_log AS log WHERE %s
              ORDER BY log.created_at DESC, log.audit_id DESC LIMIT $2 OFFSET $3) AS page
        LEFT JOIN admin_users AS admin USING (user_id)$sql$, v_where)
        INTO v_entries USING p_filter, p_limit, p_offset;
    RETURN v_entries;
END $$;
