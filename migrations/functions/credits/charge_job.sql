-- Charges what a job owes and has not paid yet: first from the given hold, then from the available credits, and never more than
-- these: what is missing stands in the books as uncollected. Returns the job, to be written. The caller has the team's lock.
CREATE FUNCTION charge_job(p_job jobs, p_hold_id uuid, p_call_id uuid, p_owed bigint, p_reason text)
RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_due bigint := greatest(0, p_owed - p_job.credits_charged);
    v_held bigint := coalesce((SELECT credits FROM credit_holds WHERE hold_id = p_hold_id AND state = 'held'), 0);
    v_available bigint := (SELECT credits_available FROM team_credits WHERE team_id = p_job.team_id);
    v_charge bigint := least(v_due, v_held + v_available);
    v_released bigint := end_hold(p_hold_id, CASE WHEN v_charge > 0 THEN 'settled' ELSE 'released' END::hold_state, v_charge);
BEGIN
    PERFORM post_to_ledger(p_job.team_id, p_job.job_id, p_call_id, 'deduction', v_charge, p_reason, v_released);
    p_job.credits_charged := p_job.credits_charged + v_charge;
    p_job.credits_uncollected := v_due - v_charge;
    RETURN p_job;
END $$;
