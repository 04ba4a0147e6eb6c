-- One page of the teams of an organization: see list_team_page.
CREATE FUNCTION list_teams_of_organization(p_principal jsonb, p_query jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        organization_refusal(p_query->>'organization_id'),
        granted(list_team_page(p_query))
    );
END $$;
