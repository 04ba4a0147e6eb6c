-- Rules about credits that every writer shares. Each has a twin in the ledger crate; a test holds them together.

-- The job's debt in whole credits, rounded up once for the whole job. A job that consumed nothing owes nothing in
-- the consumption modes.
CREATE FUNCTION credits_owed(
    p_mode budget_mode, p_credits_per_dollar numeric, p_tokens_per_credit bigint,
    p_client_cost_usd numeric, p_tokens bigint
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_mode = 'job_based' THEN 1
        WHEN p_client_cost_usd = 0 AND p_tokens = 0 THEN 0
        WHEN p_mode = 'consumption_usd' THEN greatest(1, ceil(p_client_cost_usd * p_credits_per_dollar))::bigint
        ELSE greatest(1, ceil(p_tokens::numeric / p_tokens_per_credit))::bigint
    END
$$;

-- The highest price that a call of this size could be charged: USD per million tokens, the dearest way in
-- (plain input, cache read or cache write) of every tier that the prompt could reach.
CREATE FUNCTION worst_case_cost_usd(p_pricing jsonb, p_input_tokens bigint, p_output_tokens bigint)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT max(
        (p_input_tokens * greatest(
            (price->>'input')::numeric, (price->>'cached_input')::numeric,
            (price->>'cache_write_5m')::numeric, (price->>'cache_write_1h')::numeric)
        + p_output_tokens * (price->>'output')::numeric) * 0.000001)
    FROM (
        SELECT p_pricing AS price
        UNION ALL
        SELECT tier FROM jsonb_array_elements(coalesce(p_pricing->'tiers', '[]')) AS tier
        WHERE p_input_tokens > (tier->>'above_input_tokens')::bigint
    ) AS reachable
$$;

-- One ledger entry and the balance it leads to, in one step. Positive credits are taken, negative ones given back.
-- The caller has the team's lock.
CREATE FUNCTION post_to_ledger(
    p_team_id text, p_job_id uuid, p_call_id uuid, p_type transaction_type, p_taken bigint, p_reason text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    IF p_taken = 0 THEN
        RETURN;
    END IF;
    UPDATE team_credits SET credits_used = credits_used + p_taken, updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO STRICT v_team;
    INSERT INTO credit_transactions
        (team_id, organization_id, job_id, call_id, transaction_type, credits_amount, credits_before, credits_after, reason)
    VALUES
        (v_team.team_id, v_team.organization_id, p_job_id, p_call_id, p_type, abs(p_taken),
         v_team.credits_remaining + p_taken, v_team.credits_remaining, left(p_reason, 500));
END $$;

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

-- Takes what a job owes and has not paid yet: first from the given hold, then from what is available. More than
-- there is is never taken. Returns the credits charged. The caller has the team's lock.
CREATE FUNCTION charge_job(p_job jobs, p_hold_id uuid, p_call_id uuid, p_owed bigint, p_reason text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_due bigint := greatest(0, p_owed - p_job.credits_charged);
    v_held bigint := coalesce((SELECT credits FROM credit_holds WHERE hold_id = p_hold_id AND state = 'held'), 0);
    v_available bigint := (SELECT credits_available FROM team_credits WHERE team_id = p_job.team_id);
    v_charge bigint := least(v_due, v_held + v_available);
BEGIN
    PERFORM resolve_hold(p_hold_id, CASE WHEN v_charge > 0 THEN 'settled' ELSE 'released' END::hold_state, v_charge);
    PERFORM post_to_ledger(p_job.team_id, p_job.job_id, p_call_id, 'deduction', v_charge, p_reason);
    UPDATE jobs SET credits_charged = credits_charged + v_charge WHERE job_id = p_job.job_id;
    RETURN v_charge;
END $$;

-- Gives up on the team's calls and holds whose time is over: their credits are free again, the calls `abandoned`.
-- The caller has the team's lock.
CREATE FUNCTION expire_overdue(p_team_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE llm_calls SET status = 'abandoned', settled_at = now(), error_code = 'abandoned'
        WHERE team_id = p_team_id AND status = 'admitted' AND expires_at <= now();
    PERFORM resolve_hold(hold_id, 'expired', 0) FROM credit_holds
        WHERE team_id = p_team_id AND state = 'held' AND expires_at <= now();
END $$;

-- Gives a team credits, as a ledger entry. Takes the team's lock.
CREATE FUNCTION grant_credits(p_team_id text, p_credits bigint, p_type transaction_type, p_reason text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    UPDATE team_credits SET credits_allocated = credits_allocated + p_credits, updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO STRICT v_team;
    INSERT INTO credit_transactions
        (team_id, organization_id, transaction_type, credits_amount, credits_before, credits_after, reason)
    VALUES
        (v_team.team_id, v_team.organization_id, p_type, p_credits,
         v_team.credits_remaining - p_credits, v_team.credits_remaining, left(p_reason, 500));
END $$;
