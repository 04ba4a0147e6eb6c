-- What a team has left, for a check before it calls.
CREATE FUNCTION check_credits(p_principal jsonb, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        team_or_operator_refusal(p_principal, p_team_id, false),
        (SELECT granted(jsonb_build_object('credits_available', credits_available, 'credits_remaining', credits_remaining))
         FROM team_credits WHERE team_id = p_team_id)
    );
END $$;
