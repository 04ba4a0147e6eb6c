-- p_group: group_name, display_name, description, status, balancing, models.
CREATE FUNCTION create_model_group(p_principal jsonb, p_group jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_groups;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := members_refusal(p_group->'models');
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    INSERT INTO model_groups (group_name, display_name, description, status, balancing)
        VALUES (p_group->>'group_name', p_group->>'display_name', nullif(p_group->>'description', ''),
            coalesce((p_group->>'status')::group_status, 'active'),
            coalesce((p_group->>'balancing')::group_balancing, 'priority'))
        ON CONFLICT (group_name) DO NOTHING RETURNING * INTO v_group;
    IF NOT FOUND THEN
        RETURN refusal('already_exists', jsonb_build_object('resource', format('model group ''%s''', p_group->>'group_name')));
    END IF;
    PERFORM set_model_group_members(v_group, coalesce(p_group->'models', '[]'));
    PERFORM record_change(p_principal, 'created_model_group', 'model_group', v_group.group_name,
        jsonb_build_object('after', audited_model_group(v_group)));
    RETURN granted(model_group_document(v_group));
END $$;
