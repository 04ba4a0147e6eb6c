-- What the audit log keeps of a model group.
CREATE FUNCTION audited_model_group(p_group model_groups) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'display_name', p_group.display_name, 'description', p_group.description, 'status', p_group.status,
        'balancing', p_group.balancing,
        'models', (
            SELECT coalesce(jsonb_agg(model_name ORDER BY priority, created_at, id), '[]')
            FROM model_group_models WHERE model_group_id = p_group.model_group_id),
        'weights', (
            SELECT coalesce(jsonb_object_agg(model_name, weight), '{}')
            FROM model_group_models WHERE model_group_id = p_group.model_group_id))
$$;
