-- Calls, the newest first. p_query: {"organization_id"?, "team_id"?, "job_id"?, "job_type"?, "status"?, "model"?, "provider"?, "from"?,
-- "until"?, "ids"?, "after"?, "before"?, "limit"}. Answers {"items", "next"}: "next" is the "before" of the next page, null on the
-- last. A search for what is rare reads at most 20,000 calls, or 5,000 with their jobs, so that it takes no longer.
-- How many calls each team has, the plan for the teams of an organization does not know: without enable_sort it goes by the order of the
-- index, instead of putting all calls of a large team in order.
CREATE FUNCTION list_calls(p_principal jsonb, p_query jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_sort = off AS $$
DECLARE
    v_refusal jsonb := coalesce(operator_refusal(p_principal), scope_refusal(p_query));
    v_teams external_id[] := ARRAY[NULL];
    v_limit bigint := (p_query->>'limit')::bigint;
    v_depth bigint := v_limit + 1;
    -- Ids of calls have the time of their admission.
    v_from uuid := first_uuid_at(greatest((p_query->>'from')::timestamptz, '1970-01-01'));
    v_until uuid := least(first_uuid_at((p_query->>'until')::timestamptz), (p_query->>'before')::uuid,
        'ffffffff-ffff-ffff-ffff-ffffffffffff');
    v_page jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF p_query ? 'team_id' THEN
        v_teams := ARRAY[p_query->>'team_id'];
    ELSIF p_query ? 'organization_id' AND NOT p_query ?| '{ids,job_id}' THEN
        v_teams := ARRAY(SELECT team_id FROM team_credits WHERE organization_id = p_query->>'organization_id');
    END IF;
    -- What is not rare is found among the first ones.
    EXECUTE calls_query(p_query) INTO v_page USING p_query, v_teams, 2 * v_depth, v_from, v_until;
    IF jsonb_array_length(v_page->'items') < v_limit AND v_page->>'next' IS NOT NULL THEN
        v_depth := greatest(2 * v_depth, CASE WHEN p_query ? 'job_type' THEN 5000 ELSE 20000 END / cardinality(v_teams));
        EXECUTE calls_query(p_query) INTO v_page USING p_query, v_teams, v_depth, v_from, v_until;
    END IF;
    RETURN granted(v_page);
END $$;
