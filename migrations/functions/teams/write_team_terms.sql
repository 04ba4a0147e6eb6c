-- Writes a team's terms: each member of p_terms that has the name of a column, null included, which takes a limit away. Who
-- the team is and its credits are not terms. The caller has the team's lock.
CREATE FUNCTION write_team_terms(p_team_id text, p_terms jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_columns text := (
        SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = 'team_credits'::regclass AND attnum > 0 AND p_terms ? attname
            AND attname NOT IN ('team_id', 'organization_id', 'credits_allocated', 'credits_used'));
BEGIN
    EXECUTE format(
        'UPDATE team_credits AS team SET updated_at = now()%s WHERE team_id = $1',
        ', (' || v_columns || ') = (SELECT ' || v_columns || ' FROM jsonb_populate_record(team, $2))')
        USING p_team_id, p_terms;
END $$;
