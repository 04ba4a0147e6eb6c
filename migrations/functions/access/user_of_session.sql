-- The operator of a live session; a null row for one that has ended.
CREATE FUNCTION user_of_session(p_session_id uuid) RETURNS admin_users LANGUAGE sql STABLE AS $$
    SELECT admin.* FROM admin_sessions AS session JOIN admin_users AS admin USING (user_id)
    WHERE session.session_id = p_session_id AND session.revoked_at IS NULL AND session.expires_at > now()
        AND admin.is_active
$$;
