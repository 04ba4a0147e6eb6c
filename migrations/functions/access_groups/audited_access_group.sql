-- What the audit log keeps of an access group.
CREATE FUNCTION audited_access_group(p_group model_access_groups) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'display_name', p_group.display_name, 'description', p_group.description, 'status', p_group.status,
        'model_aliases', (
            SELECT coalesce(jsonb_agg(model_alias ORDER BY model_alias), '[]')
            FROM model_alias_access_groups JOIN model_aliases USING (model_alias_id)
            WHERE access_group_id = p_group.access_group_id))
$$;
