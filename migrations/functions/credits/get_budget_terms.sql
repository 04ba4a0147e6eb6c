-- How a team's jobs are charged for.
CREATE FUNCTION get_budget_terms(p_principal jsonb, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(jsonb_build_object('team_id', team_id) || budget_terms_document(team))
         FROM team_credits AS team WHERE team_id = p_team_id),
        refusal('team_not_found')
    );
END $$;
