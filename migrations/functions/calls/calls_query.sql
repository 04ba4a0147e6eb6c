-- The query of list_calls. It reads the newest p_depth calls of each source (a team, or all teams) and of them those that fit. Where a
-- source has more, nobody knows of calls that are older than its last one that was read, so the list ends there, and the next page
-- begins. $1: the list's query. $2: the teams, or one null for all. $3: p_depth. $4 and $5: ids that are within these, the latter
-- left out.
CREATE FUNCTION calls_query(p_query jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format($sql$
        WITH read AS MATERIALIZED (
            SELECT part.* FROM unnest($2) AS source(team_id) CROSS JOIN LATERAL (
                SELECT call_id, %2$s AS fits, row_number() OVER (ORDER BY call_id DESC) AS place
                FROM (SELECT * FROM llm_calls AS call WHERE %1$s AND call_id >= $4 AND call_id < $5 %3$s
                      ORDER BY call_id DESC LIMIT $3) AS call) AS part
        ), horizon AS (
            SELECT max(call_id::text)::uuid AS call_id FROM read WHERE place = $3
        ), found AS (
            SELECT read.call_id, row_number() OVER (ORDER BY read.call_id DESC) AS place
            FROM read CROSS JOIN horizon WHERE fits AND (horizon.call_id IS NULL OR read.call_id >= horizon.call_id)
            ORDER BY read.call_id DESC LIMIT ($1->>'limit')::bigint + 1
        )
        SELECT jsonb_build_object(
            'items', (
                SELECT coalesce(jsonb_agg(call_summary(call, job_type) ORDER BY call.call_id DESC), '[]')
                FROM found JOIN llm_calls AS call USING (call_id) JOIN jobs USING (job_id)
                WHERE place <= ($1->>'limit')::bigint),
            'next', coalesce(
                (SELECT max(call_id::text) FROM found WHERE place = ($1->>'limit')::bigint
                     AND EXISTS (SELECT FROM found WHERE place > ($1->>'limit')::bigint)),
                (SELECT call_id::text FROM horizon)))$sql$,
        CASE WHEN p_query ? 'ids' THEN 'call_id = ANY (ARRAY(SELECT jsonb_array_elements_text($1->''ids''))::uuid[])'
             WHEN p_query ? 'job_id' THEN 'job_id = ($1->>''job_id'')::uuid'
             WHEN p_query ?| '{team_id,organization_id}' THEN 'call.team_id = source.team_id'
             ELSE 'true' END,
        calls_filter(p_query),
        CASE WHEN p_query ? 'after' THEN 'AND call_id > ($1->>''after'')::uuid' END)
$$;
