-- Puts an alias into exactly these access groups. They exist. A group that gets or loses the alias counts as changed, so that a
-- form of it that was loaded before is stale.
CREATE FUNCTION set_access_groups_of_model(p_alias model_aliases, p_groups jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH removed AS (
        DELETE FROM model_alias_access_groups USING model_access_groups AS access
            WHERE model_alias_access_groups.access_group_id = access.access_group_id
                AND model_alias_id = p_alias.model_alias_id AND NOT p_groups ? access.group_name
            RETURNING access.access_group_id
    ), added AS (
        INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
            SELECT p_alias.model_alias_id, access_group_id FROM model_access_groups WHERE p_groups ? group_name
            ON CONFLICT DO NOTHING RETURNING access_group_id
    )
    UPDATE model_access_groups SET updated_at = now()
        WHERE access_group_id IN (SELECT access_group_id FROM removed UNION ALL SELECT access_group_id FROM added);
END $$;
