-- The first of these access groups that is not there, as a refusal, or null. Those that are there stay there until the
-- statement ends.
CREATE FUNCTION access_group_refusal(p_names jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM model_access_groups WHERE p_names ? group_name ORDER BY group_name FOR KEY SHARE;
    RETURN (SELECT refusal('access_group_not_found', jsonb_build_object('group_name', name))
            FROM jsonb_array_elements_text(p_names) WITH ORDINALITY AS asked(name, position)
            WHERE NOT EXISTS (SELECT FROM model_access_groups WHERE group_name = name)
            ORDER BY position LIMIT 1);
END $$;
