-- The period of a plan that a moment falls into, begun if need be. The caller has the team's lock.
CREATE FUNCTION begin_plan_period(p_plan pricing_plans, p_moment timestamptz) RETURNS plan_periods LANGUAGE plpgsql AS $$
DECLARE
    v_bounds record := period_containing(p_plan.valid_from, p_plan.period, p_moment);
    v_period plan_periods;
BEGIN
    INSERT INTO plan_periods (plan_id, period_start, period_end, period_fee_usd)
        VALUES (p_plan.plan_id, v_bounds.period_start, v_bounds.period_end,
                -- A plan that has ended counts the jobs that began under it, and takes no fee any more.
                CASE WHEN p_plan.valid_until <= v_bounds.period_start THEN 0 ELSE coalesce(p_plan.period_fee_usd, 0) END)
        ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT v_period FROM plan_periods
        WHERE plan_id = p_plan.plan_id AND period_start = v_bounds.period_start;
    RETURN v_period;
END $$;
