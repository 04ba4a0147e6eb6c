-- Ends one open hold without a charge: what was held becomes free again. The caller has the team's lock.
CREATE FUNCTION resolve_hold(p_hold_id uuid, p_state hold_state) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_released bigint := end_hold(p_hold_id, p_state, 0);
BEGIN
    IF v_released > 0 THEN
        UPDATE team_credits SET credits_held = credits_held - v_released, updated_at = now()
            WHERE team_id = (SELECT team_id FROM credit_holds WHERE hold_id = p_hold_id);
    END IF;
END $$;
