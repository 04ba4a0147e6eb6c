-- Admission with pricing plans, rate limits, refills and partitions.

-- What is left of a minute's requests and tokens, and why one more call may not go ahead, if it may not. Both are token
-- buckets that fill up evenly, to the limit: the team's own, as they stand after p_tokens more were taken.
CREATE FUNCTION rate_after(
    p_team team_credits, p_tokens bigint,
    OUT requests_left double precision, OUT tokens_left double precision, OUT refusal jsonb
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_minutes double precision := coalesce(greatest(0, extract(epoch FROM clock_timestamp() - p_team.rates_seen_at)) / 60, 0);
    v_requests double precision := least(p_team.rpm_limit,
        coalesce(p_team.requests_left, p_team.rpm_limit) + p_team.rpm_limit * v_minutes);
    v_tokens double precision := least(p_team.tpm_limit,
        coalesce(p_team.tokens_left, p_team.tpm_limit) + p_team.tpm_limit * v_minutes);
    -- A call that takes more than a whole minute's tokens goes ahead when none are taken.
    v_needed double precision := least(p_tokens, p_team.tpm_limit);
    v_wait double precision := greatest(
        (1 - v_requests) * 60 / p_team.rpm_limit, (v_needed - v_tokens) * 60 / p_team.tpm_limit);
BEGIN
    IF v_wait > 0 THEN
        refusal := refusal('rate_limited', rate_limits(p_team, v_requests, v_tokens) || jsonb_build_object(
            'limited_by', CASE WHEN v_requests < 1 THEN 'requests' ELSE 'tokens' END,
            'retry_after_ms', ceil(v_wait * 1000)::bigint));
        RETURN;
    END IF;
    requests_left := v_requests - 1;
    tokens_left := v_tokens - p_tokens;
END $$;

-- The limits as their headers show them: what is left, and how long until all of it is there again.
CREATE FUNCTION rate_limits(p_team team_credits, p_requests_left double precision, p_tokens_left double precision)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('rate_limits', jsonb_strip_nulls(jsonb_build_object(
        'requests', CASE WHEN p_team.rpm_limit IS NOT NULL THEN jsonb_build_object(
            'limit', p_team.rpm_limit, 'remaining', greatest(0, floor(p_requests_left))::bigint,
            'reset_ms', ceil((p_team.rpm_limit - p_requests_left) * 60000 / p_team.rpm_limit)::bigint) END,
        'tokens', CASE WHEN p_team.tpm_limit IS NOT NULL THEN jsonb_build_object(
            'limit', p_team.tpm_limit, 'remaining', greatest(0, floor(p_tokens_left))::bigint,
            'reset_ms', ceil((p_team.tpm_limit - p_tokens_left) * 60000 / p_team.tpm_limit)::bigint) END)))
$$;

-- Whether a job pays as a whole when it is completed, from one hold of its own.
CREATE FUNCTION pays_as_a_whole(p_mode budget_mode, p_priced_by_job boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_mode = 'job_based' OR (p_mode = 'consumption_usd' AND p_priced_by_job)
$$;

-- Gives up on the team's calls and holds whose time is over: their credits are free again, the calls `abandoned`.
-- Calls that began before p_since and hold nothing themselves are left to a later, more thorough look. The caller has the
-- team's lock.
DROP FUNCTION expire_overdue(text);
CREATE FUNCTION expire_overdue(p_team_id text, p_since timestamptz DEFAULT now() - interval '2 days')
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_holding uuid[] := ARRAY(
        SELECT call_id FROM credit_holds
        WHERE team_id = p_team_id AND state = 'held' AND expires_at <= now() AND call_id IS NOT NULL);
    v_recent bigint;
    v_older bigint := 0;
BEGIN
    UPDATE llm_calls SET status = 'abandoned', settled_at = now(), error_code = 'abandoned'
        WHERE team_id = p_team_id AND status = 'admitted' AND expires_at <= now() AND call_id >= first_uuid_at(p_since);
    GET DIAGNOSTICS v_recent = ROW_COUNT;
    -- Seldom any: this one looks through the months.
    IF cardinality(v_holding) > 0 THEN
        UPDATE llm_calls SET status = 'abandoned', settled_at = now(), error_code = 'abandoned'
            WHERE call_id = ANY (v_holding) AND status = 'admitted';
        GET DIAGNOSTICS v_older = ROW_COUNT;
    END IF;
    PERFORM resolve_hold(hold_id, 'expired', 0) FROM credit_holds
        WHERE team_id = p_team_id AND state = 'held' AND expires_at <= now();
    RETURN v_recent + v_older;
END $$;

CREATE OR REPLACE FUNCTION insert_job(p_job_id uuid, p_team team_credits, p_job jsonb) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    INSERT INTO jobs (job_id, team_id, organization_id, job_type, user_id, external_task_id, job_metadata)
        VALUES (p_job_id, p_team.team_id, p_team.organization_id, p_job->>'job_type', p_job->>'user_id',
                p_job->>'external_task_id', coalesce(p_job->'metadata', '{}'))
        RETURNING * INTO v_job;
    PERFORM add_job_usage(v_job, '{"total_jobs": 1}');
    RETURN v_job;
END $$;

DROP FUNCTION credits_to_hold(jobs, numeric, bigint);
-- The credits to set aside for one more call of a job: the worst case of what the call can add to the job's debt.
-- (Rounding up each call's share covers the rounding up of their sum.) A job that pays as a whole has one hold.
CREATE FUNCTION credits_to_hold(p_job jobs, p_plan pricing_plans, p_worst_cost_usd numeric, p_worst_tokens bigint)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN pays_as_a_whole(p_job.budget_mode, prices_jobs(p_plan)) AND EXISTS (
            SELECT FROM credit_holds WHERE job_id = p_job.job_id AND call_id IS NULL AND state = 'held') THEN 0
        ELSE greatest(1, credits_owed(p_job.budget_mode, p_job.credits_per_dollar, p_job.tokens_per_credit,
            coalesce(dearest_job(p_plan), p_worst_cost_usd), p_worst_tokens))
    END
$$;

DROP FUNCTION admit_call(bytea, uuid, jsonb, uuid, text, text, bigint, bigint, text[], jsonb, text[], jsonb, bigint, bigint, jsonb);
-- Admits a call into a job, or into a new one when p_new_job is given (see create_job). Everything the call needs comes
-- back, or one reason why not; a refused call writes nothing.
CREATE FUNCTION admit_call(
    p_key_hash bytea, p_job_id uuid, p_new_job jsonb, p_call_id uuid, p_model text, p_purpose text,
    p_input_tokens_bound bigint, p_estimated_input_tokens bigint, p_max_output_tokens bigint, p_parameters text[],
    p_unsupported jsonb, p_fallback_providers text[], p_metadata_patch jsonb, p_metadata_limit bigint, p_call_seconds bigint,
    p_idempotency jsonb DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_job jobs;
    v_plan pricing_plans;
    v_refusal jsonb := team_refusal(v_team, p_new_job->>'team_id', false);
    v_resolution jsonb;
    v_rate record;
    v_markup numeric;
    v_worst_cost numeric;
    v_worst_tokens bigint;
    v_hold bigint;
    v_whole boolean;
    v_counted bigint;
    v_call_ends timestamptz := now() + make_interval(secs => p_call_seconds);
    -- The hold of a job that pays as a whole lasts as long as an idle job may stay open.
    v_job_ends timestamptz := greatest(v_call_ends, now() + interval '24 hours');
BEGIN
    v_refusal := coalesce(v_refusal, answered_before(v_team.team_id, p_idempotency));
    IF v_refusal IS NULL AND p_new_job IS NULL THEN
        SELECT * INTO v_job FROM jobs WHERE job_id = p_job_id;
        v_refusal := job_refusal(v_job, v_team.team_id);
    END IF;
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF octet_length((v_job.job_metadata || p_metadata_patch)::text) > p_metadata_limit THEN
        RETURN refusal('metadata_too_large');
    END IF;
    v_resolution := resolve_model(v_team, p_model, p_max_output_tokens, p_parameters, p_unsupported, p_fallback_providers);
    IF v_resolution->>'outcome' = 'refused' THEN
        RETURN v_resolution;
    END IF;

    -- From here on alone with the team's money.
    SELECT * INTO STRICT v_team FROM team_credits WHERE team_id = v_team.team_id FOR NO KEY UPDATE;
    PERFORM expire_overdue(v_team.team_id);
    PERFORM refill_if_due(v_team.team_id);
    SELECT * INTO STRICT v_team FROM team_credits WHERE team_id = v_team.team_id;
    IF p_new_job IS NULL THEN
        SELECT * INTO STRICT v_job FROM jobs WHERE job_id = p_job_id;
        v_refusal := job_refusal(v_job, v_team.team_id);
        IF v_refusal IS NOT NULL THEN
            RETURN v_refusal;
        END IF;
    END IF;
    IF v_job.budget_mode IS NULL THEN
        v_job.budget_mode := v_team.budget_mode;
        v_job.credits_per_dollar := v_team.credits_per_dollar;
        v_job.tokens_per_credit := v_team.tokens_per_credit;
        v_plan := plan_in_force(v_team.team_id, coalesce(v_job.job_type, p_new_job->>'job_type'));
    ELSE
        SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = v_job.plan_id;
    END IF;
    v_whole := pays_as_a_whole(v_job.budget_mode, prices_jobs(v_plan));
    v_markup := coalesce(v_plan.markup_percentage, v_team.cost_markup_percentage);

    v_rate := rate_after(v_team, p_estimated_input_tokens);
    IF v_rate.refusal IS NOT NULL THEN
        RETURN v_rate.refusal;
    END IF;
    SELECT max(worst_case_cost_usd(candidate->'pricing', p_input_tokens_bound, (candidate->>'max_output_tokens')::bigint))
            * (1 + v_markup / 100),
        max(p_input_tokens_bound + (candidate->>'max_output_tokens')::bigint)
        INTO v_worst_cost, v_worst_tokens
        FROM jsonb_array_elements(v_resolution->'candidates') AS candidate;
    v_hold := credits_to_hold(v_job, v_plan, v_worst_cost, v_worst_tokens);
    IF v_hold > v_team.credits_available THEN
        RETURN refusal('insufficient_credits', jsonb_build_object(
            'credits_needed', v_hold, 'credits_available', v_team.credits_available,
            'credits_remaining', v_team.credits_remaining));
    END IF;

    IF NOT take_idempotency_key(v_team.team_id, p_idempotency, p_call_id, NULL) THEN
        RETURN coalesce(answered_before(v_team.team_id, p_idempotency), refusal('request_in_progress'));
    END IF;
    IF p_new_job IS NOT NULL THEN
        v_job.job_id := (insert_job(p_job_id, v_team, p_new_job)).job_id;
    END IF;
    UPDATE jobs SET status = 'in_progress', started_at = coalesce(started_at, now()), last_call_at = now(),
            budget_mode = v_job.budget_mode, credits_per_dollar = v_job.credits_per_dollar,
            tokens_per_credit = v_job.tokens_per_credit, plan_id = v_plan.plan_id,
            model_groups_used = CASE WHEN p_model = ANY (model_groups_used) THEN model_groups_used
                                     ELSE model_groups_used || p_model END
        WHERE job_id = v_job.job_id RETURNING * INTO v_job;
    INSERT INTO llm_calls (call_id, job_id, team_id, organization_id, purpose, model_group_used,
                           cost_markup_percentage, priced_by_job, tokens_reserved, expires_at)
        VALUES (p_call_id, v_job.job_id, v_team.team_id, v_team.organization_id, p_purpose, p_model,
                v_markup, prices_jobs(v_plan),
                CASE WHEN v_team.tpm_limit IS NULL THEN 0 ELSE p_estimated_input_tokens END, v_call_ends);
    IF v_hold > 0 THEN
        INSERT INTO credit_holds (team_id, job_id, call_id, credits, expires_at)
            VALUES (v_team.team_id, v_job.job_id, CASE WHEN v_whole THEN NULL ELSE p_call_id END, v_hold,
                    CASE WHEN v_whole THEN v_job_ends ELSE v_call_ends END);
    ELSE
        UPDATE credit_holds SET expires_at = v_job_ends WHERE job_id = v_job.job_id AND call_id IS NULL AND state = 'held';
    END IF;
    IF v_hold > 0 OR coalesce(v_team.rpm_limit, v_team.tpm_limit) IS NOT NULL THEN
        UPDATE team_credits SET credits_held = credits_held + v_hold, updated_at = now(),
                requests_left = v_rate.requests_left, tokens_left = v_rate.tokens_left, rates_seen_at = clock_timestamp()
            WHERE team_id = v_team.team_id;
    END IF;
    PERFORM touch_key(p_key_hash);
    v_counted := (SELECT jobs_counted FROM plan_periods WHERE plan_id = v_plan.plan_id AND period_end > now()
                  ORDER BY period_start LIMIT 1);

    RETURN jsonb_build_object(
        'outcome', 'admitted',
        'job_id', v_job.job_id, 'call_id', p_call_id, 'team_id', v_team.team_id, 'organization_id', v_team.organization_id,
        'cost_markup_percentage', v_markup::text,
        -- What the job will cost as a whole if no other one is completed before it.
        'job_price_usd', price_of_job(v_plan, coalesce(v_counted, 0) + 1)::text,
        'budget_mode', v_job.budget_mode, 'credits_per_dollar', v_job.credits_per_dollar::text,
        'tokens_per_credit', v_job.tokens_per_credit, 'credits_remaining', v_team.credits_remaining,
        'store_bodies', (SELECT body_retention_days > 0 FROM organizations WHERE organization_id = v_team.organization_id),
        'candidates', v_resolution->'candidates') || rate_limits(v_team, v_rate.requests_left, v_rate.tokens_left);
END $$;
