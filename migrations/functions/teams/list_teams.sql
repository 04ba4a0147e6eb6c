-- One page of teams: see list_team_page.
CREATE FUNCTION list_teams(p_principal jsonb, p_query jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), granted(list_team_page(p_query)));
END $$;
