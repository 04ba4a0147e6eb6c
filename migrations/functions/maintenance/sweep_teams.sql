-- Does the work that is due for at most p_teams teams, and deletes rows that have expired. A team whose row is locked is left
-- for the next sweep. "more" means that work is left.
CREATE FUNCTION sweep_teams(p_teams bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_due text[] := ARRAY(SELECT team_id FROM teams_with_work_due() AS team_id ORDER BY team_id LIMIT p_teams);
    v_team_id text;
    v_plan pricing_plans;
    v_abandoned bigint := 0;
    v_closed bigint := 0;
    v_refilled bigint := 0;
    v_begun bigint := 0;
    v_busy bigint := 0;
    v_keys bigint;
    v_bodies bigint;
BEGIN
    FOREACH v_team_id IN ARRAY v_due LOOP
        PERFORM FROM team_credits WHERE team_id = v_team_id FOR NO KEY UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            v_busy := v_busy + 1;
            CONTINUE;
        END IF;
        v_abandoned := v_abandoned + expire_overdue(v_team_id, '1970-01-01'::timestamptz);
        v_closed := v_closed + close_idle_jobs(v_team_id);
        v_refilled := v_refilled + (refill_if_due(v_team_id) > 0)::int;
        FOR v_plan IN SELECT * FROM pricing_plans
                WHERE team_id = v_team_id AND kind = 'subscription' AND valid_until IS NULL LOOP
            v_begun := v_begun + begin_plan_periods(v_plan);
        END LOOP;
    END LOOP;
    DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys WHERE expires_at <= now() LIMIT 10000 FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS v_keys = ROW_COUNT;
    DELETE FROM llm_call_bodies WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM llm_call_bodies WHERE expires_at <= now() LIMIT 10000 FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS v_bodies = ROW_COUNT;
    PERFORM forget_old_routes();
    RETURN jsonb_build_object(
        'abandoned_calls', v_abandoned, 'closed_jobs', v_closed, 'refilled_teams', v_refilled,
        'begun_plan_periods', v_begun, 'deleted_idempotency_keys', v_keys, 'deleted_bodies', v_bodies,
        'made_partitions', create_call_partitions_ahead(), 'busy_teams', v_busy,
        'more', cardinality(v_due) >= p_teams OR v_keys >= 10000 OR v_bodies >= 10000);
END $$;
