-- Jobs of all teams with what they add up to, the newest first. p_query: {"organization_id"?, "team_id"?, "status"?, "job_type"?,
-- "external_task_id"?, "user_id"?, "from"?, "until"?, "before"?, "limit", "counted"}. Answers {"items", "next", "total"}: "next" is the
-- "before" of the next page, null on the last; "total" is null unless "counted". A search reads at most 20,000 jobs.
CREATE FUNCTION list_all_jobs(p_principal jsonb, p_query jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(operator_refusal(p_principal), scope_refusal(p_query));
    v_from timestamptz := (p_query->>'from')::timestamptz;
    v_until timestamptz := (p_query->>'until')::timestamptz;
    v_limit bigint := (p_query->>'limit')::bigint;
    v_page jsonb;
    v_total bigint;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- What is not rare is found among the first ones.
    EXECUTE jobs_query(p_query) INTO v_page
        USING p_query, 2 * (v_limit + 1), coalesce(v_from, '-infinity'), coalesce(v_until, 'infinity');
    IF jsonb_array_length(v_page->'items') < v_limit AND v_page->>'next' IS NOT NULL THEN
        EXECUTE jobs_query(p_query) INTO v_page
            USING p_query, 20000::bigint, coalesce(v_from, '-infinity'), coalesce(v_until, 'infinity');
    END IF;
    IF (p_query->>'counted')::boolean THEN
        SELECT sum(count_jobs(team_id, (p_query->>'status')::job_status, p_query->>'job_type', v_from, v_until, NULL))
            INTO v_total FROM team_credits
            WHERE team_id = coalesce(p_query->>'team_id', team_id)
                AND organization_id = coalesce(p_query->>'organization_id', organization_id);
    END IF;
    RETURN granted(v_page || jsonb_build_object('total', CASE WHEN (p_query->>'counted')::boolean THEN coalesce(v_total, 0) END));
END $$;
