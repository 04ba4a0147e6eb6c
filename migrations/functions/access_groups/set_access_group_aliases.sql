-- Gives an access group exactly these aliases. They exist. An alias that comes into the group or leaves it counts as changed, so
-- that a form of it that was loaded before is stale.
CREATE FUNCTION set_access_group_aliases(p_group model_access_groups, p_aliases jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH removed AS (
        DELETE FROM model_alias_access_groups USING model_aliases AS alias
            WHERE model_alias_access_groups.model_alias_id = alias.model_alias_id
                AND access_group_id = p_group.access_group_id AND NOT p_aliases ? alias.model_alias
            RETURNING alias.model_alias_id
    ), added AS (
        INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
            SELECT model_alias_id, p_group.access_group_id FROM model_aliases WHERE p_aliases ? model_alias
            ON CONFLICT DO NOTHING RETURNING model_alias_id
    )
    UPDATE model_aliases SET updated_at = now()
        WHERE model_alias_id IN (SELECT model_alias_id FROM removed UNION ALL SELECT model_alias_id FROM added);
END $$;
