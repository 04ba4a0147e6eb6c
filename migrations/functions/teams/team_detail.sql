-- One team in full.
CREATE FUNCTION team_detail(p_team_id text, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT team_document(team, p_for_operators) || jsonb_build_object(
        'credits', balance_document(team, p_for_operators), 'allowed_model_aliases', allowed_model_aliases(team_id))
    FROM team_credits AS team WHERE team_id = p_team_id
$$;
