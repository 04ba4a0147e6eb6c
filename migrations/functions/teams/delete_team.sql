-- Removes a team that has no open jobs. Its keys stop working, its books stay, its id stays taken. An organization's default
-- team ends with the organization only.
CREATE FUNCTION delete_team(p_principal jsonb, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_team team_credits;
    v_jobs text[];
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_team := lock_team(p_team_id);
    IF v_team.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    ELSIF is_stale_for_team(p_principal, v_team) THEN
        RETURN refusal('stale_change');
    ELSIF right(p_team_id, 8) = '_default' THEN
        RETURN refusal('protected', jsonb_build_object('detail',
            'This is the default team of an organization. It is removed with the organization.'));
    END IF;
    v_jobs := open_job_labels(p_team_id);
    IF cardinality(v_jobs) > 0 THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', to_jsonb(v_jobs)));
    END IF;
    PERFORM record_change(p_principal, 'deleted_team', 'team', p_team_id,
        jsonb_build_object('before', team_document(v_team)));
    PERFORM remove_team(p_team_id);
    RETURN granted(jsonb_build_object('team_id', p_team_id));
END $$;
