-- p_change: display_name, description, status, model_aliases; what is absent stays.
CREATE FUNCTION update_access_group(p_principal jsonb, p_name text, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_access_groups;
    v_before jsonb;
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM lock_models();
        v_refusal := aliases_refusal(p_change->'model_aliases');
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_group FROM model_access_groups WHERE group_name = p_name FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('access_group_not_found', jsonb_build_object('group_name', p_name));
    ELSIF is_stale(p_principal, v_group.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    v_before := audited_access_group(v_group);
    UPDATE model_access_groups SET
        display_name = coalesce(p_change->>'display_name', display_name),
        description = nullif(coalesce(p_change->>'description', description), ''),
        status = coalesce((p_change->>'status')::group_status, status),
        updated_at = now()
        WHERE access_group_id = v_group.access_group_id RETURNING * INTO v_group;
    IF p_change ? 'model_aliases' THEN
        PERFORM set_access_group_aliases(v_group, p_change->'model_aliases');
    END IF;
    PERFORM record_change(p_principal, 'updated_access_group', 'access_group', p_name,
        jsonb_build_object('before', v_before, 'after', audited_access_group(v_group)));
    RETURN granted(access_group_document(v_group));
END $$;
