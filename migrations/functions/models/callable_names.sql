-- The names by which a team may call models: of aliases and of model groups.
CREATE FUNCTION callable_names(p_team_id text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT jsonb_array_elements_text(allowed_model_aliases(p_team_id))
    UNION
    SELECT grp.group_name FROM model_groups AS grp JOIN team_model_groups AS assigned USING (model_group_id)
    WHERE assigned.team_id = p_team_id AND grp.status = 'active'
$$;
