-- The first of these model groups that is not there, as a refusal, or null. Those that are there stay there until the
-- statement ends.
CREATE FUNCTION model_group_refusal(p_names jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM model_groups WHERE p_names ? group_name ORDER BY group_name FOR KEY SHARE;
    RETURN (SELECT refusal('model_group_not_found') FROM jsonb_array_elements_text(p_names) AS name
            WHERE NOT EXISTS (SELECT FROM model_groups WHERE group_name = name) LIMIT 1);
END $$;
