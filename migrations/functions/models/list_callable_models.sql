-- What the key's team may call: the aliases of its access groups and its model groups by their names, up to a thousand, each with when it
-- was made and what a call can read and write at most. Any member of a group may serve, so the least of them counts. p_name: only
-- the one of this name.
CREATE FUNCTION list_callable_models(p_key_hash bytea, p_name text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_refusal jsonb := team_refusal(v_team, NULL, true);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    RETURN granted((
        SELECT coalesce(jsonb_agg(callable_model_document(v_team, name) ORDER BY name), '[]')
        FROM (
            SELECT name FROM callable_names(v_team.team_id) AS name
            WHERE (p_name IS NULL OR name = p_name) AND EXISTS (SELECT FROM resolve_aliases(v_team, NULL, name))
            ORDER BY name LIMIT 1000
        ) AS callable));
END $$;
