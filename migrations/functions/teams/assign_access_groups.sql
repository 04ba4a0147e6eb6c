-- Gives a team exactly these access groups.
CREATE FUNCTION assign_access_groups(p_team_id text, p_names jsonb) RETURNS void LANGUAGE sql AS $$
    DELETE FROM team_access_groups AS assigned USING model_access_groups AS access
        WHERE assigned.team_id = p_team_id AND access.access_group_id = assigned.access_group_id
            AND NOT p_names ? access.group_name;
    INSERT INTO team_access_groups (team_id, access_group_id)
        SELECT p_team_id, access_group_id FROM model_access_groups WHERE p_names ? group_name
        ON CONFLICT DO NOTHING;
$$;
