-- Ends a plan now. The fee for the rest of the current period is credited. The caller
-- has the team's lock.
CREATE FUNCTION end_plan(p_plan_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_plan pricing_plans;
BEGIN
    UPDATE pricing_plans SET valid_until = now() WHERE plan_id = p_plan_id AND valid_until IS NULL RETURNING * INTO v_plan;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM begin_plan_periods(v_plan);
    UPDATE plan_periods SET fee_credited_usd = round(
            period_fee_usd * extract(epoch FROM period_end - now()) / extract(epoch FROM period_end - period_start), 6)
        WHERE plan_id = p_plan_id AND period_start <= now() AND period_end > now();
END $$;
