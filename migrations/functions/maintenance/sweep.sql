-- Does what is due for at most p_teams teams, for operators and schedulers: see sweep_teams.
CREATE FUNCTION sweep(p_principal jsonb, p_teams bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), granted(sweep_teams(p_teams)));
END $$;
