-- Ends one open hold. Returns the credits that were held, 0 where there was no open hold: the caller, which has the team's lock, takes
-- them from the team's held credits.
CREATE FUNCTION end_hold(p_hold_id uuid, p_state hold_state, p_charged bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_credits bigint;
BEGIN
    UPDATE credit_holds SET state = p_state, credits_charged = p_charged, resolved_at = now()
        WHERE hold_id = p_hold_id AND state = 'held' RETURNING credits INTO v_credits;
    RETURN coalesce(v_credits, 0);
END $$;
