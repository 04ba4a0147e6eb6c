-- A team's credits, for itself or for operators.
CREATE FUNCTION get_balance(p_principal jsonb, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        team_or_operator_refusal(p_principal, p_team_id, true),
        (SELECT granted(to_jsonb(team)) FROM team_credits AS team WHERE team_id = p_team_id)
    );
END $$;
