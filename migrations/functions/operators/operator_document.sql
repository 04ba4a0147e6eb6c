-- An operator as the contract shows one.
CREATE FUNCTION operator_document(p_user admin_users) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'user_id', p_user.user_id, 'email', p_user.email, 'display_name', p_user.display_name, 'role', p_user.role,
        'is_active', p_user.is_active, 'created_at', p_user.created_at, 'created_by', p_user.created_by,
        'last_login', p_user.last_login, 'metadata', p_user.user_metadata)
$$;
