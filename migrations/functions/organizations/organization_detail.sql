-- One organization in full: with its default team, if it has that.
CREATE FUNCTION organization_detail(p_organization_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT organization_document(organization) || jsonb_build_object('default_team', (
        SELECT team_document(team) || jsonb_build_object('allowed_model_aliases', allowed_model_aliases(team_id))
        FROM team_credits AS team
        WHERE team_id = p_organization_id || '_default' AND team.organization_id = p_organization_id AND deleted_at IS NULL))
    FROM organizations AS organization WHERE organization_id = p_organization_id
$$;
