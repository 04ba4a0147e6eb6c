-- One team in full.
CREATE FUNCTION team_detail(p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT team_document(team) || jsonb_build_object(
        'credits', to_jsonb(team), 'allowed_model_aliases', allowed_model_aliases(team_id))
    FROM team_credits AS team WHERE team_id = p_team_id
$$;
