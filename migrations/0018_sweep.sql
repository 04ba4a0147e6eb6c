-- What happens by itself, whether a team comes by or not: a scheduler calls this every few minutes.

CREATE INDEX team_credits_to_refill ON team_credits (team_id) WHERE auto_refill;
CREATE INDEX pricing_plans_with_a_fee ON pricing_plans (plan_id) WHERE kind = 'subscription' AND valid_until IS NULL;

-- Teams for which something is due: calls or holds whose time is over, jobs that nobody has called for a day, a refill,
-- a new period of a subscription.
CREATE FUNCTION teams_due() RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT team_id FROM llm_calls WHERE status = 'admitted' AND expires_at <= now()
    UNION
    SELECT team_id FROM credit_holds WHERE state = 'held' AND expires_at <= now()
    UNION
    SELECT team_id FROM jobs
    WHERE status IN ('pending', 'in_progress') AND greatest(created_at, last_call_at) <= now() - interval '24 hours'
    UNION
    SELECT team_id FROM team_credits AS team
    WHERE auto_refill AND greatest(last_refill_at, refills_since)
        < (period_containing(refills_since, refill_period, now())).period_start
    UNION
    SELECT team_id FROM pricing_plans AS plan
    WHERE kind = 'subscription' AND valid_until IS NULL AND NOT EXISTS (
        SELECT FROM plan_periods AS begun WHERE begun.plan_id = plan.plan_id AND begun.period_end > now())
$$;

-- Gives up on the team's idle jobs: they have failed, what their calls used stays charged. A job with an open call waits
-- for the end of that. The caller has the team's lock.
CREATE FUNCTION close_idle_jobs(p_team_id text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_job_id uuid;
    v_closed bigint := 0;
BEGIN
    FOR v_job_id IN
        SELECT job_id FROM jobs
        WHERE team_id = p_team_id AND status IN ('pending', 'in_progress')
            AND greatest(created_at, last_call_at) <= now() - interval '24 hours'
            AND NOT EXISTS (SELECT FROM llm_calls AS call WHERE call.job_id = jobs.job_id AND call.status = 'admitted')
        ORDER BY job_id LIMIT 1000
    LOOP
        PERFORM close_job(v_job_id, 'failed', 'abandoned', false);
        v_closed := v_closed + 1;
    END LOOP;
    RETURN v_closed;
END $$;

-- Does what is due for at most so many teams, and clears away what nobody needs any more. A team that is busy is left for
-- the next time. "more" tells that there is work left.
CREATE FUNCTION sweep(p_teams bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_due text[] := ARRAY(SELECT team_id FROM teams_due() AS team_id ORDER BY team_id LIMIT p_teams);
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
    RETURN jsonb_build_object(
        'abandoned_calls', v_abandoned, 'closed_jobs', v_closed, 'refilled_teams', v_refilled,
        'begun_plan_periods', v_begun, 'deleted_idempotency_keys', v_keys, 'deleted_bodies', v_bodies,
        'made_partitions', make_calls_ahead(), 'busy_teams', v_busy,
        'more', cardinality(v_due) >= p_teams OR v_keys >= 10000 OR v_bodies >= 10000);
END $$;
