-- Begins all periods of a plan up to now, so that no fee is left out. The caller has the team's lock.
CREATE FUNCTION begin_plan_periods(p_plan pricing_plans) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_next timestamptz := coalesce(
        (SELECT max(period_end) FROM plan_periods WHERE plan_id = p_plan.plan_id), p_plan.valid_from);
    v_begun bigint := 0;
BEGIN
    WHILE p_plan.period IS NOT NULL AND v_next <= least(now(), p_plan.valid_until) LOOP
        v_next := (begin_plan_period(p_plan, v_next)).period_end;
        v_begun := v_begun + 1;
    END LOOP;
    RETURN v_begun;
END $$;
