-- Gives a team credits, as a ledger entry. Takes the team's lock.
CREATE FUNCTION grant_credits(p_team_id text, p_credits bigint, p_type transaction_type, p_reason text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    UPDATE team_credits SET credits_allocated = credits_allocated + p_credits, updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO STRICT v_team;
    INSERT INTO credit_transactions
        (team_id, organization_id, transaction_type, credits_amount, credits_before, credits_after, reason,
         credits_used_after, created_at)
    VALUES
        (v_team.team_id, v_team.organization_id, p_type, p_credits,
         v_team.credits_remaining - p_credits, v_team.credits_remaining, left(p_reason, 500),
         v_team.credits_used, v_team.updated_at);
END $$;
