-- One page of a list: {"ids", "next", "total"}. p_entries is a query for (id text, key text) of all that is in the list, with
-- p_query as $1; the list is in the order of key, then id. p_query: {"limit", "descending", "after": {"key", "id"}?}; "next"
-- is the "after" of the next page, null on the last.
CREATE FUNCTION list_page(p_entries text, p_query jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_direction text := CASE WHEN (p_query->>'descending')::boolean THEN 'DESC' ELSE 'ASC' END;
    v_page jsonb;
BEGIN
    EXECUTE format(
        'WITH entry AS MATERIALIZED (SELECT id COLLATE "C" AS id, key COLLATE "C" AS key FROM (%1$s) AS listed),
              page AS (SELECT id, key, row_number() OVER (ORDER BY key %2$s, id %2$s) AS position FROM entry
                       WHERE $1->''after''->>''id'' IS NULL OR (key, id) %3$s ($1->''after''->>''key'', $1->''after''->>''id'')
                       ORDER BY key %2$s, id %2$s LIMIT ($1->>''limit'')::bigint + 1)
         SELECT jsonb_build_object(
             ''ids'', coalesce(jsonb_agg(id ORDER BY position) FILTER (WHERE position <= ($1->>''limit'')::bigint), ''[]''),
             ''next'', CASE WHEN count(*) > ($1->>''limit'')::bigint
                 THEN jsonb_agg(jsonb_build_object(''key'', key, ''id'', id) ORDER BY position)->(($1->>''limit'')::int - 1) END,
             ''total'', (SELECT count(*) FROM entry))
         FROM page',
        p_entries, v_direction, CASE v_direction WHEN 'DESC' THEN '<' ELSE '>' END)
        INTO v_page USING p_query;
    RETURN v_page;
END $$;
