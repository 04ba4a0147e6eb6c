-- p_organization: {"organization_id", "name", "metadata"}. p_team is its default team (see insert_team) or null; both are made
-- or neither.
CREATE FUNCTION create_organization(p_principal jsonb, p_organization jsonb, p_team jsonb, p_key jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id text := p_organization->>'organization_id';
    v_taken jsonb := refusal('already_exists', jsonb_build_object('resource', format('organization ''%s''', v_id)));
    v_refusal jsonb := operator_refusal(p_principal);
    v_constraint text;
BEGIN
    v_refusal := coalesce(v_refusal,
        CASE WHEN EXISTS (SELECT FROM organizations WHERE organization_id = v_id) THEN v_taken END,
        access_group_refusal(coalesce(p_team->'access_groups', '[]')));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    BEGIN
        INSERT INTO organizations (organization_id, name, metadata)
            VALUES (v_id, p_organization->>'name', p_organization->'metadata');
        IF p_team IS NOT NULL THEN
            PERFORM insert_team(p_team, p_key);
        END IF;
    EXCEPTION WHEN unique_violation THEN
        GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
        RETURN CASE WHEN v_constraint = 'organizations_pkey' THEN v_taken
            ELSE refusal('already_exists', jsonb_build_object('resource', format('team ''%s''', p_team->>'team_id'))) END;
    END;
    PERFORM record_change(p_principal, 'created_organization', 'organization', v_id,
        jsonb_build_object('after', organization_detail(v_id)));
    RETURN granted(organization_detail(v_id));
END $$;
