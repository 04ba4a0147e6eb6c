-- Opening a job, and admitting a call: the one statement before the provider is called.

CREATE FUNCTION insert_job(p_job_id uuid, p_team team_credits, p_job jsonb) RETURNS jobs LANGUAGE sql AS $$
    INSERT INTO jobs (job_id, team_id, organization_id, job_type, user_id, external_task_id, job_metadata)
    VALUES (p_job_id, p_team.team_id, p_team.organization_id, p_job->>'job_type', p_job->>'user_id',
            p_job->>'external_task_id', coalesce(p_job->'metadata', '{}'))
    RETURNING *
$$;

-- Opens a job. p_job: {"team_id", "job_type", "user_id"?, "external_task_id"?, "metadata"?}. For p_idempotency see
-- answered_before.
CREATE FUNCTION create_job(p_key_hash bytea, p_job_id uuid, p_job jsonb, p_idempotency jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_refusal jsonb := team_refusal(v_team, p_job->>'team_id', false);
    v_job jobs;
    v_answer jsonb;
BEGIN
    v_refusal := coalesce(v_refusal, answered_before(v_team.team_id, p_idempotency));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_answer := jsonb_build_object('job_id', p_job_id, 'team_id', v_team.team_id, 'status', 'pending',
        'created_at', rfc3339(now()));
    -- Of two at once the slower one waits here for the faster one.
    IF NOT take_idempotency_key(v_team.team_id, p_idempotency, NULL, v_answer) THEN
        RETURN coalesce(answered_before(v_team.team_id, p_idempotency), refusal('request_in_progress'));
    END IF;
    v_job := insert_job(p_job_id, v_team, p_job);
    RETURN jsonb_build_object('outcome', 'created') || v_answer;
END $$;

-- The credits to set aside for one more call of a job: the worst case of what the call can add to the job's debt.
-- (Rounding up each call's share covers the rounding up of their sum.) In job_based the first call holds the job's one credit.
CREATE FUNCTION credits_to_hold(p_job jobs, p_worst_cost_usd numeric, p_worst_tokens bigint)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_job.budget_mode = 'job_based' THEN
            CASE WHEN EXISTS (SELECT FROM credit_holds
                              WHERE job_id = p_job.job_id AND call_id IS NULL AND state = 'held') THEN 0 ELSE 1 END
        ELSE greatest(1, credits_owed(p_job.budget_mode, p_job.credits_per_dollar, p_job.tokens_per_credit,
                                      p_worst_cost_usd, p_worst_tokens))
    END
$$;

-- Admits a call into a job, or into a new one when p_new_job is given (see create_job). Everything the call needs comes
-- back, or one reason why not; a refused call writes nothing.
CREATE FUNCTION admit_call(
    p_key_hash bytea, p_job_id uuid, p_new_job jsonb, p_call_id uuid, p_model text, p_purpose text,
    p_input_tokens_bound bigint, p_max_output_tokens bigint, p_parameters text[], p_unsupported jsonb,
    p_fallback_providers text[], p_metadata_patch jsonb, p_metadata_limit bigint, p_call_seconds bigint,
    p_idempotency jsonb DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_job jobs;
    v_refusal jsonb := team_refusal(v_team, p_new_job->>'team_id', false);
    v_resolution jsonb;
    v_worst_cost numeric;
    v_worst_tokens bigint;
    v_hold bigint;
    v_call_ends timestamptz := now() + make_interval(secs => p_call_seconds);
    -- In job_based the hold lasts as long as an idle job may stay open.
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
    END IF;

    SELECT max(worst_case_cost_usd(candidate->'pricing', p_input_tokens_bound, (candidate->>'max_output_tokens')::bigint))
            * (1 + v_team.cost_markup_percentage / 100),
        max(p_input_tokens_bound + (candidate->>'max_output_tokens')::bigint)
        INTO v_worst_cost, v_worst_tokens
        FROM jsonb_array_elements(v_resolution->'candidates') AS candidate;
    v_hold := credits_to_hold(v_job, v_worst_cost, v_worst_tokens);
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
    UPDATE jobs SET status = 'in_progress', started_at = coalesce(started_at, now()),
            budget_mode = v_job.budget_mode, credits_per_dollar = v_job.credits_per_dollar,
            tokens_per_credit = v_job.tokens_per_credit,
            model_groups_used = CASE WHEN p_model = ANY (model_groups_used) THEN model_groups_used
                                     ELSE model_groups_used || p_model END
        WHERE job_id = v_job.job_id RETURNING * INTO v_job;
    INSERT INTO llm_calls (call_id, job_id, team_id, organization_id, purpose, model_group_used,
                           cost_markup_percentage, expires_at)
        VALUES (p_call_id, v_job.job_id, v_team.team_id, v_team.organization_id, p_purpose, p_model,
                v_team.cost_markup_percentage, v_call_ends);
    IF v_hold > 0 THEN
        INSERT INTO credit_holds (team_id, job_id, call_id, credits, expires_at)
            VALUES (v_team.team_id, v_job.job_id,
                    CASE WHEN v_job.budget_mode = 'job_based' THEN NULL ELSE p_call_id END, v_hold,
                    CASE WHEN v_job.budget_mode = 'job_based' THEN v_job_ends ELSE v_call_ends END);
        UPDATE team_credits SET credits_held = credits_held + v_hold, updated_at = now()
            WHERE team_id = v_team.team_id RETURNING * INTO v_team;
    ELSE
        UPDATE credit_holds SET expires_at = v_job_ends WHERE job_id = v_job.job_id AND call_id IS NULL AND state = 'held';
    END IF;

    RETURN jsonb_build_object(
        'outcome', 'admitted',
        'job_id', v_job.job_id, 'call_id', p_call_id, 'team_id', v_team.team_id, 'organization_id', v_team.organization_id,
        'cost_markup_percentage', v_team.cost_markup_percentage::text,
        'budget_mode', v_job.budget_mode, 'credits_per_dollar', v_job.credits_per_dollar::text,
        'tokens_per_credit', v_job.tokens_per_credit, 'credits_remaining', v_team.credits_remaining,
        'candidates', v_resolution->'candidates');
END $$;
