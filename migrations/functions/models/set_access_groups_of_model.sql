-- Puts an alias into exactly these access groups. They exist.
CREATE FUNCTION set_access_groups_of_model(p_alias model_aliases, p_groups jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM model_alias_access_groups USING model_access_groups AS access
        WHERE model_alias_access_groups.access_group_id = access.access_group_id
            AND model_alias_id = p_alias.model_alias_id AND NOT p_groups ? access.group_name;
    INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
        SELECT p_alias.model_alias_id, access_group_id FROM model_access_groups WHERE p_groups ? group_name
        ON CONFLICT DO NOTHING;
END $$;
