-- What operators do to a team's credits and terms, and the same request sent again.

-- The keys of operators' requests are apart from the team's own.
ALTER TABLE idempotency_keys
    ADD COLUMN holder text NOT NULL DEFAULT 'team' CHECK (holder IN ('team', 'operators')),
    DROP CONSTRAINT idempotency_keys_pkey,
    ADD PRIMARY KEY (team_id, holder, idempotency_key);
DROP INDEX idempotency_keys_by_expiry;
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- What was answered to this request before, or why it cannot be taken; null for one that is new.
-- p_idempotency: {"key", "request_hash", "holder"?}, or null for a request without a key.
CREATE OR REPLACE FUNCTION answered_before(p_team_id text, p_idempotency jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_first idempotency_keys;
BEGIN
    SELECT * INTO v_first FROM idempotency_keys
        WHERE team_id = p_team_id AND holder = coalesce(p_idempotency->>'holder', 'team')
            AND idempotency_key = p_idempotency->>'key' AND expires_at > now();
    RETURN CASE
        WHEN v_first.team_id IS NULL THEN NULL
        WHEN v_first.request_hash <> p_idempotency->>'request_hash' THEN refusal('idempotency_key_reused')
        WHEN v_first.answer IS NOT NULL THEN jsonb_build_object('outcome', 'replayed', 'answer', v_first.answer)
        -- A call whose end nobody reported will never be answered: it may be made again.
        WHEN (SELECT status FROM llm_calls WHERE call_id = v_first.call_id) = 'abandoned' THEN NULL
        ELSE refusal('request_in_progress')
    END;
END $$;

-- Takes a key for a request: with its answer, or with the call that will bring it. False: another request was faster.
CREATE OR REPLACE FUNCTION take_idempotency_key(p_team_id text, p_idempotency jsonb, p_call_id uuid, p_answer jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF p_idempotency IS NULL THEN
        RETURN true;
    END IF;
    INSERT INTO idempotency_keys AS first (team_id, holder, idempotency_key, request_hash, call_id, answer)
        VALUES (p_team_id, coalesce(p_idempotency->>'holder', 'team'), p_idempotency->>'key',
                p_idempotency->>'request_hash', p_call_id, p_answer)
        ON CONFLICT (team_id, holder, idempotency_key) DO UPDATE
            SET call_id = excluded.call_id, answer = excluded.answer, request_hash = excluded.request_hash,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            WHERE first.expires_at <= now()
                OR (SELECT status FROM llm_calls WHERE call_id = first.call_id) = 'abandoned';
    RETURN FOUND;
END $$;

CREATE FUNCTION transaction_of(p_entry credit_transactions) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'transaction_id', p_entry.transaction_id, 'team_id', p_entry.team_id, 'organization_id', p_entry.organization_id,
        'job_id', p_entry.job_id, 'call_id', p_entry.call_id, 'transaction_type', p_entry.transaction_type,
        'credits_amount', p_entry.credits_amount, 'credits_before', p_entry.credits_before,
        'credits_after', p_entry.credits_after, 'reason', p_entry.reason, 'created_at', rfc3339(p_entry.created_at))
$$;

-- Gives a team credits in an operator's name. The answer has the ledger entry.
CREATE FUNCTION add_credits(
    p_principal jsonb, p_team_id text, p_credits bigint, p_type transaction_type, p_reason text, p_idempotency jsonb
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_team team_credits;
    v_entry credit_transactions;
    v_answer jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_team := lock_team(p_team_id);
    IF v_team.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    v_answer := answered_before(p_team_id, p_idempotency);
    IF v_answer IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    IF p_credits + v_team.credits_allocated > 1000000000000000 THEN
        RETURN refusal('invalid_value', '{"detail": "A team may have at most 10^15 credits."}');
    END IF;
    PERFORM grant_credits(p_team_id, p_credits, p_type, p_reason);
    IF p_type = 'subscription_payment' THEN
        UPDATE team_credits SET last_refill_at = now(), refills_since = now() WHERE team_id = p_team_id;
    END IF;
    SELECT * INTO STRICT v_entry FROM credit_transactions WHERE team_id = p_team_id ORDER BY position DESC LIMIT 1;
    v_answer := transaction_of(v_entry);
    PERFORM record_change(p_principal, 'added_credits', 'team', p_team_id, jsonb_build_object(
        'before', jsonb_build_object('credits_remaining', v_entry.credits_before),
        'after', jsonb_build_object('credits_remaining', v_entry.credits_after),
        'transaction_type', p_type, 'reason', p_reason));
    PERFORM take_idempotency_key(p_team_id, p_idempotency, NULL, jsonb_build_object('value', v_answer));
    RETURN granted(v_answer);
END $$;

-- Switches a team's auto-refill on or off. What is not given stays as it was.
CREATE FUNCTION configure_auto_refill(
    p_principal jsonb, p_team_id text, p_enabled boolean, p_refill_amount bigint, p_refill_period billing_period
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before team_credits;
    v_after team_credits;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := lock_team(p_team_id);
    IF v_before.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    ELSIF p_enabled AND (coalesce(p_refill_amount, v_before.refill_amount) IS NULL
                         OR coalesce(p_refill_period, v_before.refill_period) IS NULL) THEN
        RETURN refusal('invalid_value',
            '{"detail": "Auto-refill needs a refill_amount and a refill_period to be enabled."}');
    END IF;
    UPDATE team_credits SET
            auto_refill = p_enabled,
            refill_amount = coalesce(p_refill_amount, refill_amount),
            refill_period = coalesce(p_refill_period, refill_period),
            refills_since = CASE
                WHEN NOT p_enabled THEN refills_since
                WHEN auto_refill AND coalesce(p_refill_period, refill_period) = refill_period THEN refills_since
                ELSE coalesce(last_refill_at, now()) END,
            updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO v_after;
    PERFORM record_change(p_principal, 'configured_auto_refill', 'team', p_team_id, jsonb_build_object(
        'before', refill_of(v_before), 'after', refill_of(v_after)));
    RETURN granted(jsonb_build_object('team_id', p_team_id) || refill_of(v_after));
END $$;

CREATE FUNCTION refill_of(p_team team_credits) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'auto_refill_enabled', p_team.auto_refill, 'refill_amount', p_team.refill_amount,
        'refill_period', p_team.refill_period, 'last_refill_at', rfc3339(p_team.last_refill_at))
$$;

-- Changes how a team's jobs are paid for. Jobs that have started keep their terms.
CREATE FUNCTION set_budget_terms(
    p_principal jsonb, p_team_id text, p_budget_mode budget_mode, p_credits_per_dollar numeric, p_tokens_per_credit bigint
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before team_credits;
    v_after team_credits;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := lock_team(p_team_id);
    IF v_before.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    UPDATE team_credits SET
            budget_mode = coalesce(p_budget_mode, budget_mode),
            credits_per_dollar = coalesce(p_credits_per_dollar, credits_per_dollar),
            tokens_per_credit = coalesce(p_tokens_per_credit, tokens_per_credit),
            updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO v_after;
    PERFORM record_change(p_principal, 'changed_budget_terms', 'team', p_team_id, jsonb_build_object(
        'before', budget_terms_of(v_before), 'after', budget_terms_of(v_after)));
    RETURN granted(jsonb_build_object('team_id', p_team_id) || budget_terms_of(v_after));
END $$;

CREATE FUNCTION budget_terms_of(p_team team_credits) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit)
$$;

-- Puts a plan into force, now, in the place of the one of the same team and job type. p_terms: {"kind", and what this
-- kind has of "markup_percentage", "price_per_job_usd", "first_jobs", "first_jobs_price_usd", "period",
-- "period_fee_usd"}.
CREATE FUNCTION set_pricing_plan(p_principal jsonb, p_team_id text, p_job_type text, p_terms jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before pricing_plans;
    v_plan pricing_plans := jsonb_populate_record(NULL::pricing_plans, p_terms);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    SELECT * INTO v_before FROM pricing_plans
        WHERE team_id = p_team_id AND coalesce(job_type, '') = coalesce(p_job_type, '') AND valid_until IS NULL;
    PERFORM end_plan(v_before.plan_id);
    INSERT INTO pricing_plans (team_id, job_type, kind, markup_percentage, price_per_job_usd, first_jobs,
                               first_jobs_price_usd, period, period_fee_usd)
        VALUES (p_team_id, p_job_type, v_plan.kind, v_plan.markup_percentage, v_plan.price_per_job_usd, v_plan.first_jobs,
                v_plan.first_jobs_price_usd, v_plan.period, v_plan.period_fee_usd)
        RETURNING * INTO v_plan;
    PERFORM begin_plan_periods(v_plan);
    PERFORM record_change(p_principal, 'set_pricing_plan', 'team', p_team_id, jsonb_build_object(
        'before', CASE WHEN v_before.plan_id IS NOT NULL THEN plan_of(v_before) END, 'after', plan_of(v_plan)));
    RETURN granted(plan_of(v_plan));
END $$;

-- Ends a plan: from now on the team's plan for all job types holds, or its own markup.
CREATE FUNCTION end_pricing_plan(p_principal jsonb, p_plan_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_plan pricing_plans;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM FROM team_credits
        WHERE team_id = (SELECT team_id FROM pricing_plans WHERE plan_id = p_plan_id) FOR NO KEY UPDATE;
    SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = p_plan_id;
    IF NOT FOUND THEN
        RETURN refusal('plan_not_found');
    ELSIF v_plan.valid_until IS NULL THEN
        PERFORM end_plan(p_plan_id);
        PERFORM record_change(p_principal, 'ended_pricing_plan', 'team', v_plan.team_id,
            jsonb_build_object('before', plan_of(v_plan)));
        SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = p_plan_id;
    END IF;
    RETURN granted(plan_of(v_plan));
END $$;

CREATE FUNCTION plan_of(p_plan pricing_plans) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'plan_id', p_plan.plan_id, 'team_id', p_plan.team_id, 'job_type', p_plan.job_type, 'kind', p_plan.kind,
        'markup_percentage', p_plan.markup_percentage, 'price_per_job_usd', p_plan.price_per_job_usd,
        CASE p_plan.kind WHEN 'subscription' THEN 'included_jobs' ELSE 'first_jobs' END, p_plan.first_jobs,
        'first_jobs_price_usd', p_plan.first_jobs_price_usd, 'period', p_plan.period,
        'period_fee_usd', p_plan.period_fee_usd, 'valid_from', rfc3339(p_plan.valid_from),
        'valid_until', rfc3339(p_plan.valid_until)))
$$;
