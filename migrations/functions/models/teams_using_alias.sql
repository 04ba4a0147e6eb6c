-- The teams that may call an alias: by an access group, or by a model group.
CREATE FUNCTION teams_using_alias(p_alias model_aliases) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT team_id::text FROM model_alias_access_groups JOIN team_access_groups USING (access_group_id)
        WHERE model_alias_id = p_alias.model_alias_id
    UNION
    SELECT team_id::text FROM model_group_models JOIN team_model_groups USING (model_group_id)
        WHERE model_name = p_alias.model_alias AND is_active
$$;
