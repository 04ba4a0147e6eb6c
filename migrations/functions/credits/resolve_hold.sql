-- Resolves one open hold: what was held becomes free again, so that the charge can be taken from it.
-- Returns the credits that were held, 0 where there was no open hold. The caller has the team's lock.
CREATE FUNCTION resolve_hold(p_hold_id uuid, p_state hold_state, p_charged bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_hold credit_holds;
BEGIN
    UPDATE credit_holds SET state = p_state, credits_charged = p_charged, resolved_at = now()
        WHERE hold_id = p_hold_id AND state = 'held' RETURNING * INTO v_hold;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    UPDATE team_credits SET credits_held = credits_held - v_hold.credits, updated_at = now()
        WHERE team_id = v_hold.team_id;
    RETURN v_hold.credits;
END $$;
