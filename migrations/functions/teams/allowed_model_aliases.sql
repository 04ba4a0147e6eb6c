-- The aliases that a team may call by their own names.
CREATE FUNCTION allowed_model_aliases(p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(DISTINCT alias.model_alias), '[]')
    FROM team_access_groups AS assigned
    JOIN model_access_groups AS access USING (access_group_id)
    JOIN model_alias_access_groups AS member USING (access_group_id)
    JOIN model_aliases AS alias USING (model_alias_id)
    WHERE assigned.team_id = p_team_id AND access.status = 'active' AND alias.status <> 'inactive'
$$;
