-- Removes an alias that is in no model group.
CREATE FUNCTION delete_model(p_principal jsonb, p_alias text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_alias model_aliases;
    v_groups jsonb;
    v_details jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_alias FROM model_aliases WHERE model_alias = p_alias FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('model_not_found');
    ELSIF is_stale(p_principal, v_alias.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    SELECT first_names(array_agg('model group ' || group_name)) INTO v_groups
        FROM model_groups WHERE EXISTS (
            SELECT FROM model_group_models AS member
            WHERE member.model_group_id = model_groups.model_group_id AND member.model_name = p_alias);
    IF v_groups <> '[]' THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', v_groups));
    END IF;
    v_details := audited_model(v_alias);
    DELETE FROM model_aliases WHERE model_alias_id = v_alias.model_alias_id;
    PERFORM record_change(p_principal, 'deleted_model', 'model', p_alias, jsonb_build_object('before', v_details));
    RETURN granted(jsonb_build_object('model_alias', p_alias));
END $$;
