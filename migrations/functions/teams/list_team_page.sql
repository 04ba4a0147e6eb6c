-- One page of teams. p_query: that of list_page with "sort", and "search", "organization_id" and "status" where asked for.
-- Removed teams are in it only where their status is asked for.
CREATE FUNCTION list_team_page(p_query jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_page jsonb := list_page(
        'SELECT team_id::text AS id, ' || CASE p_query->>'sort'
            WHEN 'created_at' THEN 'to_char(created_at AT TIME ZONE ''UTC'', ''YYYYMMDDHH24MISSUS'')'
            WHEN 'team_alias' THEN 'lower(coalesce(team_alias, team_id))'
            WHEN 'credits_remaining' THEN 'to_char(credits_remaining, ''FM0000000000000000000'')'
            ELSE 'team_id::text' END || ' AS key
         FROM team_credits
         WHERE ($1->>''organization_id'' IS NULL OR organization_id = $1->>''organization_id'')
             AND CASE WHEN $1->>''status'' = ''deleted'' THEN deleted_at IS NOT NULL
                 ELSE deleted_at IS NULL AND ($1->>''status'' IS NULL OR status::text = $1->>''status'') END
             AND ($1->>''search'' IS NULL OR strpos(lower(concat_ws('' '', team_id, team_alias)), lower($1->>''search'')) > 0)',
        p_query);
BEGIN
    RETURN v_page - 'ids' || jsonb_build_object('items', (
        SELECT coalesce(jsonb_agg(team_document(team) ORDER BY position), '[]')
        FROM jsonb_array_elements_text(v_page->'ids') WITH ORDINALITY AS listed(id, position)
        JOIN team_credits AS team ON team.team_id = listed.id));
END $$;
