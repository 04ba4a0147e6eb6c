-- An access group as operators see it.
CREATE FUNCTION access_group_document(p_group model_access_groups) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_teams text[] := ARRAY(SELECT team_id::text FROM team_access_groups WHERE access_group_id = p_group.access_group_id);
BEGIN
    RETURN jsonb_build_object(
        'group_name', p_group.group_name,
        'display_name', coalesce(p_group.display_name, p_group.group_name),
        'description', p_group.description,
        'status', p_group.status,
        'model_aliases', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'model_alias', alias.model_alias,
                'display_name', coalesce(alias.display_name, alias.model_alias),
                'provider', alias.provider,
                'actual_model', alias.actual_model,
                'status', alias.status) ORDER BY alias.model_alias), '[]')
            FROM model_alias_access_groups JOIN model_aliases AS alias USING (model_alias_id)
            WHERE access_group_id = p_group.access_group_id),
        'teams_using', CASE WHEN v_teams <> '{}' THEN first_names(v_teams) END,
        'teams_using_count', cardinality(v_teams),
        'created_at', p_group.created_at,
        'updated_at', p_group.updated_at);
END $$;
