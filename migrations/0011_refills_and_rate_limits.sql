-- What a team's credits are filled up with by themselves, and how much it may ask for in a minute.

CREATE TYPE billing_period AS ENUM ('daily', 'weekly', 'monthly');

ALTER TABLE team_credits
    ADD COLUMN auto_refill boolean NOT NULL DEFAULT false,
    -- Credits a period. Both stay when auto-refill is switched off.
    ADD COLUMN refill_amount bigint CHECK (refill_amount BETWEEN 1 AND 1000000000000),
    ADD COLUMN refill_period billing_period,
    ADD COLUMN last_refill_at timestamptz,
    -- From here the periods are counted: when auto-refill was switched on, or a subscription was paid last.
    ADD COLUMN refills_since timestamptz,
    -- Requests and tokens a minute; null: no limit.
    ADD COLUMN rpm_limit bigint CHECK (rpm_limit BETWEEN 1 AND 1000000000),
    ADD COLUMN tpm_limit bigint CHECK (tpm_limit BETWEEN 1 AND 1000000000000),
    -- What was left of both when they were last looked at; null: all of it. Tokens may be overdrawn, for only the end of
    -- a call tells how many it took.
    ADD COLUMN requests_left double precision,
    ADD COLUMN tokens_left double precision,
    ADD COLUMN rates_seen_at timestamptz,
    ADD CONSTRAINT refills_have_an_amount_and_a_period CHECK (
        NOT auto_refill OR (refill_amount IS NOT NULL AND refill_period IS NOT NULL AND refills_since IS NOT NULL));

-- The period that a moment falls into. Periods begin at the anchor's time of day, in UTC; months on its day, or on their
-- last where they have no such day.
CREATE FUNCTION period_containing(
    p_anchor timestamptz, p_period billing_period, p_moment timestamptz,
    OUT period_start timestamptz, OUT period_end timestamptz
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_anchor timestamp := p_anchor AT TIME ZONE 'UTC';
    v_moment timestamp := p_moment AT TIME ZONE 'UTC';
    v_length interval := CASE p_period WHEN 'daily' THEN '1 day' WHEN 'weekly' THEN '7 days' ELSE '1 month' END;
    v_number int := CASE p_period
        WHEN 'monthly' THEN (extract(year FROM v_moment) - extract(year FROM v_anchor)) * 12
            + extract(month FROM v_moment) - extract(month FROM v_anchor)
        ELSE floor(extract(epoch FROM v_moment - v_anchor) / extract(epoch FROM v_length)) END;
BEGIN
    IF v_anchor + v_number * v_length > v_moment THEN
        v_number := v_number - 1;
    END IF;
    period_start := (v_anchor + v_number * v_length) AT TIME ZONE 'UTC';
    period_end := (v_anchor + (v_number + 1) * v_length) AT TIME ZONE 'UTC';
END $$;

-- Adds a team's refill if a period has begun since the last one. Periods that were missed are not made up. The caller has
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

-- A team's credits as the contract shows them; the markup is for operators.
CREATE FUNCTION balance_of(p_team team_credits, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'team_id', p_team.team_id, 'organization_id', p_team.organization_id, 'status', p_team.status,
        'credits_allocated', p_team.credits_allocated, 'credits_used', p_team.credits_used,
        'credits_remaining', p_team.credits_remaining, 'credits_held', p_team.credits_held,
        'credits_available', p_team.credits_available,
        'auto_refill', p_team.auto_refill, 'refill_amount', p_team.refill_amount,
        'refill_period', p_team.refill_period, 'last_refill_at', rfc3339(p_team.last_refill_at),
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit,
        'rpm_limit', p_team.rpm_limit, 'tpm_limit', p_team.tpm_limit,
        'created_at', rfc3339(p_team.created_at), 'updated_at', rfc3339(p_team.updated_at))
    || CASE WHEN p_for_operators
        THEN jsonb_build_object('cost_markup_percentage', p_team.cost_markup_percentage) ELSE '{}' END
$$;
