-- Gives a team exactly these model groups.
CREATE FUNCTION assign_model_groups(p_team_id text, p_names jsonb) RETURNS void LANGUAGE sql AS $$
    DELETE FROM team_model_groups AS assigned USING model_groups AS grp
        WHERE assigned.team_id = p_team_id AND grp.model_group_id = assigned.model_group_id AND NOT p_names ? grp.group_name;
    INSERT INTO team_model_groups (team_id, model_group_id)
        SELECT p_team_id, model_group_id FROM model_groups WHERE p_names ? group_name
        ON CONFLICT DO NOTHING;
$$;
