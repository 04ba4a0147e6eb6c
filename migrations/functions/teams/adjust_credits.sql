-- Puts one of a team's two credit numbers right, with an entry in the ledger. The caller has the team's lock.
CREATE FUNCTION adjust_credits(p_team_id text, p_allocated bigint, p_used bigint, p_reason text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_gained bigint := p_allocated - p_used;
    v_team team_credits;
BEGIN
    IF v_gained = 0 THEN
        RETURN;
    END IF;
    UPDATE team_credits SET credits_allocated = credits_allocated + p_allocated, credits_used = credits_used + p_used,
            updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO STRICT v_team;
    INSERT INTO credit_transactions
        (team_id, organization_id, transaction_type, credits_amount, credits_before, credits_after, reason,
         credits_used_after, created_at)
    VALUES
        (v_team.team_id, v_team.organization_id, 'adjustment', abs(v_gained),
         v_team.credits_remaining - v_gained, v_team.credits_remaining, p_reason,
         v_team.credits_used, v_team.updated_at);
END $$;
