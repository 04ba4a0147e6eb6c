-- What may be known of a key once it has been shown.
CREATE FUNCTION key_document(p_key virtual_keys) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'key_id', p_key.key_id, 'team_id', p_key.team_id, 'name', p_key.name, 'key_hint', p_key.key_hint,
        'status', CASE
            WHEN p_key.revoked_at IS NOT NULL THEN 'revoked'
            WHEN NOT is_live(p_key) THEN 'expired'
            WHEN p_key.replaced_by IS NOT NULL THEN 'replaced'
            ELSE 'active' END,
        'created_at', p_key.created_at, 'expires_at', p_key.expires_at,
        'revoked_at', p_key.revoked_at, 'last_used_at', p_key.last_used_at,
        'replaced_by', p_key.replaced_by)
$$;
