-- p_change: display_name, description, status, balancing, models; what is absent stays.
CREATE FUNCTION update_model_group(p_principal jsonb, p_name text, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_groups;
    v_before jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_group FROM model_groups WHERE group_name = p_name FOR NO KEY UPDATE;
    v_refusal := CASE
        WHEN NOT FOUND THEN refusal('model_group_not_found')
        WHEN is_stale(p_principal, v_group.updated_at) THEN refusal('stale_change')
        ELSE members_refusal(p_change->'models') END;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := audited_model_group(v_group);
    UPDATE model_groups SET
        display_name = coalesce(p_change->>'display_name', display_name),
        description = nullif(coalesce(p_change->>'description', description), ''),
        status = coalesce((p_change->>'status')::group_status, status),
        balancing = coalesce((p_change->>'balancing')::group_balancing, balancing),
        updated_at = now()
        WHERE model_group_id = v_group.model_group_id RETURNING * INTO v_group;
    IF p_change ? 'models' THEN
        PERFORM set_model_group_members(v_group, p_change->'models');
    END IF;
    PERFORM record_change(p_principal, 'updated_model_group', 'model_group', p_name,
        jsonb_build_object('before', v_before, 'after', audited_model_group(v_group)));
    RETURN granted(model_group_document(v_group));
END $$;
