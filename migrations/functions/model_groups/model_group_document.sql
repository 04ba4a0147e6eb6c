-- A model group as operators see it.
CREATE FUNCTION model_group_document(p_group model_groups) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_teams text[] := ARRAY(SELECT team_id::text FROM team_model_groups WHERE model_group_id = p_group.model_group_id);
BEGIN
    RETURN jsonb_build_object(
        'model_group_id', p_group.model_group_id,
        'group_name', p_group.group_name,
        'display_name', coalesce(p_group.display_name, p_group.group_name),
        'description', p_group.description,
        'status', p_group.status,
        'balancing', p_group.balancing,
        'models', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'model_group_id', model_group_id, 'model_name', model_name, 'priority', priority, 'weight', weight,
                'is_active', is_active, 'created_at', created_at) ORDER BY priority, created_at, id), '[]')
            FROM model_group_models WHERE model_group_id = p_group.model_group_id),
        'teams_using', CASE WHEN v_teams <> '{}' THEN first_names(v_teams) END,
        'teams_using_count', cardinality(v_teams),
        'created_at', p_group.created_at,
        'updated_at', p_group.updated_at);
END $$;
