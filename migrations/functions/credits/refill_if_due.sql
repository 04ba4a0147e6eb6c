-- Adds a team's refill if a period has begun since the last one. Missed periods are not refilled later. The caller has
-- the team's lock.
CREATE FUNCTION refill_if_due(p_team_id text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    SELECT * INTO STRICT v_team FROM team_credits WHERE team_id = p_team_id;
    IF NOT v_team.auto_refill OR greatest(v_team.last_refill_at, v_team.refills_since)
            >= (period_containing(v_team.refills_since, v_team.refill_period, now())).period_start THEN
        RETURN 0;
    END IF;
    UPDATE team_credits SET last_refill_at = now() WHERE team_id = p_team_id;
    PERFORM grant_credits(p_team_id, v_team.refill_amount, 'allocation',
        format('Auto-refill: %s', v_team.refill_period));
    RETURN v_team.refill_amount;
END $$;
