-- A name that a team may call, with what it can be asked for, and the least that the models behind it can read and write. Models that
-- make embeddings write nothing.
CREATE FUNCTION callable_model_document(p_team team_credits, p_name text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('name', p_name, 'created_at', coalesce(min(alias.created_at), p_team.created_at),
        'kinds', jsonb_agg(DISTINCT alias.kind),
        'max_output_tokens', coalesce(min(alias.max_output_tokens) FILTER (WHERE alias.kind = 'chat'), 0),
        'context_window', min((catalogue_entry(alias.provider, alias.actual_model)).context_window))
    FROM resolve_aliases(p_team, NULL, p_name) AS alias
$$;
