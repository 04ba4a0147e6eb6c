-- p_group: group_name, display_name, description, status, model_aliases.
CREATE FUNCTION create_access_group(p_principal jsonb, p_group jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_access_groups;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := aliases_refusal(p_group->'model_aliases');
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    INSERT INTO model_access_groups (group_name, display_name, description, status)
        VALUES (p_group->>'group_name', p_group->>'display_name', nullif(p_group->>'description', ''),
            coalesce((p_group->>'status')::group_status, 'active'))
        ON CONFLICT (group_name) DO NOTHING RETURNING * INTO v_group;
    IF NOT FOUND THEN
        RETURN refusal('already_exists', jsonb_build_object(
            'resource', format('model access group ''%s''', p_group->>'group_name')));
    END IF;
    PERFORM set_access_group_aliases(v_group, coalesce(p_group->'model_aliases', '[]'));
    PERFORM record_change(p_principal, 'created_access_group', 'access_group', v_group.group_name,
        jsonb_build_object('after', audited_access_group(v_group)));
    RETURN granted(access_group_document(v_group));
END $$;
