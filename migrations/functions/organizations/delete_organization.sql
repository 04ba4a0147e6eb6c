-- Deletes an organization with its teams, none of which may be active or have open jobs. Its id cannot be used again.
CREATE FUNCTION delete_organization(p_principal jsonb, p_organization_id text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_organization organizations;
    v_team team_credits;
    v_used_by text[] := '{}';
    v_teams text[] := '{}';
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_organization := lock_organization(p_organization_id);
    IF v_organization.organization_id IS NULL THEN
        RETURN refusal('organization_not_found');
    ELSIF is_stale(p_principal, v_organization.updated_at) THEN
        RETURN refusal('stale_change');
    END IF;
    FOR v_team IN SELECT * FROM team_credits WHERE organization_id = p_organization_id AND deleted_at IS NULL
            ORDER BY team_id FOR NO KEY UPDATE LOOP
        v_teams := v_teams || v_team.team_id::text;
        IF v_team.status = 'active' THEN
            v_used_by := v_used_by || format('active team %s', v_team.team_id);
        END IF;
        v_used_by := v_used_by || open_job_labels(v_team.team_id);
    END LOOP;
    IF cardinality(v_used_by) > 0 THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', to_jsonb(v_used_by[1:10])));
    END IF;
    PERFORM remove_team(team_id) FROM unnest(v_teams) AS team_id;
    UPDATE provider_credentials SET is_active = false, updated_at = now()
        WHERE organization_id = p_organization_id AND is_active;
    PERFORM forget_routes_of_credentials(ARRAY(
        SELECT credential_id FROM provider_credentials WHERE organization_id = p_organization_id));
    UPDATE organizations SET status = 'deleted', updated_at = now() WHERE organization_id = p_organization_id;
    PERFORM record_change(p_principal, 'deleted_organization', 'organization', p_organization_id,
        jsonb_build_object('before', organization_document(v_organization), 'teams', v_teams));
    RETURN granted(jsonb_build_object('organization_id', p_organization_id));
END $$;
