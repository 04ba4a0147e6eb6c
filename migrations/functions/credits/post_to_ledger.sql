-- One ledger entry and the balance it leads to, in one step. Positive credits are taken, negative ones given back; p_released were
-- held until now. The caller has the team's lock.
CREATE FUNCTION post_to_ledger(
    p_team_id text, p_job_id uuid, p_call_id uuid, p_type transaction_type, p_taken bigint, p_reason text,
    p_released bigint DEFAULT 0
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    IF p_taken = 0 AND p_released = 0 THEN
        RETURN;
    END IF;
    UPDATE team_credits SET credits_used = credits_used + p_taken, credits_held = credits_held - p_released, updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO STRICT v_team;
    IF p_taken <> 0 THEN
        INSERT INTO credit_transactions
            (team_id, organization_id, job_id, call_id, transaction_type, credits_amount, credits_before, credits_after, reason,
             credits_used_after, created_at)
        VALUES
            (v_team.team_id, v_team.organization_id, p_job_id, p_call_id, p_type, abs(p_taken),
             v_team.credits_remaining + p_taken, v_team.credits_remaining, left(p_reason, 500),
             v_team.credits_used, v_team.updated_at);
    END IF;
END $$;
