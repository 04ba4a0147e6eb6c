-- Whether what an alias refuses is left out of a request: as the request says, or else the alias, or else the team. p_dropping: see
-- resolve_model.
CREATE FUNCTION drops_unsupported(p_team team_credits, p_alias model_aliases, p_dropping jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((p_dropping->>'drop_unsupported')::boolean, p_alias.drop_unsupported, p_team.drop_unsupported)
$$;
