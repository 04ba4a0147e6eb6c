-- Gives a model group exactly these members; of one priority, in the order in which they come.
CREATE FUNCTION set_model_group_members(p_group model_groups, p_members jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM model_group_models WHERE model_group_id = p_group.model_group_id;
    INSERT INTO model_group_models (model_group_id, model_name, priority, weight, created_at)
        SELECT p_group.model_group_id, member->>'model_name', (member->>'priority')::integer,
            coalesce((member->>'weight')::integer, 1), now() + position * interval '1 microsecond'
        FROM jsonb_array_elements(p_members) WITH ORDINALITY AS listed (member, position);
END $$;
