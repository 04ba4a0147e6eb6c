-- Removes an access group that no team has.
CREATE FUNCTION delete_access_group(p_principal jsonb, p_name text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_group model_access_groups;
    v_teams text[];
    v_before jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM lock_models();
    SELECT * INTO v_group FROM model_access_groups WHERE group_name = p_name FOR UPDATE;
    IF NOT FOUND THEN
        RETURN refusal('access_group_not_found', jsonb_build_object('group_name', p_name));
    ELSIF is_stale(p_principal, v_group.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    v_teams := ARRAY(SELECT team_id::text FROM team_access_groups WHERE access_group_id = v_group.access_group_id);
    IF v_teams <> '{}' THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', first_names(v_teams)));
    END IF;
    v_before := audited_access_group(v_group);
    DELETE FROM model_access_groups WHERE access_group_id = v_group.access_group_id;
    PERFORM record_change(p_principal, 'deleted_access_group', 'access_group', p_name, jsonb_build_object('before', v_before));
    RETURN granted(jsonb_build_object('group_name', p_name));
END $$;
