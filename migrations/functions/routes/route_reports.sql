-- What the attempts of a call say about their routes, a row for each route. Attempts that do not name their model are left out.
CREATE FUNCTION route_reports(p_attempts jsonb) RETURNS SETOF route_report LANGUAGE sql IMMUTABLE AS $$
    SELECT provider, model, credential_id,
        bool_or(served),
        (count(trouble))::integer,
        (array_agg(trouble ORDER BY position DESC) FILTER (WHERE trouble IS NOT NULL))[1],
        (array_agg(outcome ORDER BY position DESC) FILTER (WHERE trouble IS NOT NULL))[1],
        (array_agg(status ORDER BY position DESC) FILTER (WHERE trouble IS NOT NULL))[1],
        max(latency_ms) FILTER (WHERE served)
    FROM (
        SELECT (attempt->>'provider')::provider AS provider, attempt->>'model' AS model,
            (attempt->>'credential_id')::uuid AS credential_id, attempt->>'outcome' AS outcome,
            (attempt->>'trouble')::route_trouble AS trouble, (attempt->>'status')::integer AS status,
            (attempt->>'latency_ms')::bigint AS latency_ms, position,
            attempt->>'outcome' = 'succeeded' AND attempt->>'trouble' IS NULL AS served
        FROM jsonb_array_elements(p_attempts) WITH ORDINALITY AS listed (attempt, position)
        WHERE attempt->>'model' IS NOT NULL) AS attempts
    GROUP BY provider, model, credential_id
$$;
