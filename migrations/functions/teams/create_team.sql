-- p_team and p_key: see insert_team and insert_key.
CREATE FUNCTION create_team(p_principal jsonb, p_team jsonb, p_key jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id text := p_team->>'team_id';
    v_taken jsonb := refusal('already_exists', jsonb_build_object('resource', format('team ''%s''', v_id)));
    v_refusal jsonb := operator_refusal(p_principal);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- The organization is not removed meanwhile.
    PERFORM FROM organizations WHERE organization_id = p_team->>'organization_id' AND status <> 'deleted' FOR SHARE;
    IF NOT FOUND THEN
        RETURN refusal('organization_not_found');
    END IF;
    v_refusal := coalesce(
        CASE WHEN EXISTS (SELECT FROM team_credits WHERE team_id = v_id) THEN v_taken END,
        access_group_refusal(p_team->'access_groups'));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    BEGIN
        PERFORM insert_team(p_team, p_key);
    EXCEPTION WHEN unique_violation THEN
        RETURN v_taken;
    END;
    PERFORM record_change(p_principal, 'created_team', 'team', v_id, jsonb_build_object('after',
        (SELECT team_document(team) FROM team_credits AS team WHERE team_id = v_id)));
    RETURN granted(team_detail(v_id));
END $$;
