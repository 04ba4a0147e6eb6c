-- A principal's role. The admin key may do everything.
CREATE FUNCTION role_of_principal(p_principal jsonb) RETURNS admin_role LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_principal->>'kind' = 'admin_key' THEN 'owner'::admin_role
        ELSE (user_of_session((p_principal->>'session_id')::uuid)).role END
$$;
