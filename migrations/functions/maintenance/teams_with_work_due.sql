-- Teams for which something is due: overdue calls or holds, jobs without a call for a day, a refill,
-- a new period of a subscription.
CREATE FUNCTION teams_with_work_due() RETURNS SETOF text LANGUAGE sql STABLE AS $$
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
