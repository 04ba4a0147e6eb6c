-- One team, for itself or for operators.
CREATE FUNCTION get_team(p_principal jsonb, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        team_or_operator_refusal(p_principal, p_team_id, true),
        granted(team_detail(p_team_id))
    );
END $$;
