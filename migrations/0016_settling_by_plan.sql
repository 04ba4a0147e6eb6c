-- Settling and completion with pricing plans, rate limits, reports by day, and bodies that are kept.

-- Closes a job: a completed one pays what it owes, by its plan; a failed one pays nothing more, and gets back what it paid
-- if p_refund and the team's terms say so. The caller has the team's lock and has seen that the job is open.
CREATE OR REPLACE FUNCTION close_job(p_job_id uuid, p_status job_status, p_error_message text, p_refund boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_plan pricing_plans;
    v_summary job_cost_summaries;
    v_counted record;
    v_hold_id uuid := (SELECT hold_id FROM credit_holds WHERE job_id = p_job_id AND call_id IS NULL AND state = 'held');
    v_price numeric := 0;
    v_charged bigint := 0;
BEGIN
    UPDATE jobs SET status = p_status, completed_at = now(), error_message = left(p_error_message, 1000)
        WHERE job_id = p_job_id RETURNING * INTO STRICT v_job;
    IF p_status = 'completed' AND v_job.started_at IS NOT NULL THEN
        SELECT * INTO v_plan FROM pricing_plans WHERE plan_id = v_job.plan_id;
        IF prices_jobs(v_plan) THEN
            v_counted := count_job_of_plan(v_plan);
            v_price := v_counted.price_usd;
            UPDATE jobs SET plan_period_start = v_counted.period_start, plan_position = v_counted."position"
                WHERE job_id = p_job_id;
            INSERT INTO job_cost_summaries AS kept (job_id, job_price_usd, total_cost_usd) VALUES (p_job_id, v_price, v_price)
                ON CONFLICT (job_id) DO UPDATE SET
                    job_price_usd = v_price, total_cost_usd = kept.total_cost_usd + v_price, calculated_at = now();
        END IF;
        SELECT * INTO v_summary FROM job_cost_summaries WHERE job_id = p_job_id;
        v_charged := charge_job(v_job, v_hold_id, NULL,
            credits_owed(v_job.budget_mode, v_job.credits_per_dollar, v_job.tokens_per_credit,
                         coalesce(v_summary.total_cost_usd, 0), coalesce(v_summary.total_tokens, 0)),
            format('Job %s completed (%s)', v_job.job_type, v_job.budget_mode));
    ELSE
        PERFORM resolve_hold(v_hold_id, 'released', 0);
    END IF;
    IF p_status = 'failed' AND p_refund AND v_job.credits_charged > 0
            AND (SELECT refund_failed_jobs FROM team_credits WHERE team_id = v_job.team_id) THEN
        PERFORM post_to_ledger(v_job.team_id, v_job.job_id, NULL, 'refund', -v_job.credits_charged,
            format('Job %s failed (%s)', v_job.job_type, v_job.budget_mode));
        UPDATE jobs SET credits_charged = 0 WHERE job_id = p_job_id;
        v_charged := -v_job.credits_charged;
    END IF;
    PERFORM add_job_usage(v_job, jsonb_build_object(
        'completed_jobs', (p_status = 'completed')::int, 'failed_jobs', (p_status = 'failed')::int,
        'client_cost_usd', v_price, 'credits_used', v_charged));
END $$;

DROP FUNCTION settle_call(uuid, jsonb, jsonb, bigint, job_status, jsonb);
-- Writes down how a call ended and charges for it. p_result: {"status": "succeeded"|"failed", "model_used", "provider",
-- "resolved_model", "credential_id", "provider_request_id", "attempts", token counts, "estimated", "pricing",
-- "input_cost_usd", "output_cost_usd", "client_cost_usd", "latency_ms", "time_to_first_token_ms", "error_code", "error",
-- "request_hash", "response_hash"}; money as decimal text. p_bodies: {"request_data", "response_data"}, kept as long as
-- the organization wants them. p_finish closes the job as well, if this was its last open call; p_answer is kept for
-- whoever sends the request again. A call is settled once; a second settling changes nothing.
CREATE FUNCTION settle_call(
    p_call_id uuid, p_result jsonb, p_metadata_patch jsonb, p_metadata_limit bigint, p_finish job_status,
    p_answer jsonb DEFAULT NULL, p_bodies jsonb DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_call llm_calls;
    v_was call_status;
    v_result record;
    v_job jobs;
    v_summary job_cost_summaries;
    v_hold_id uuid;
    v_charged bigint := 0;
BEGIN
    -- The team's lock first, as everywhere.
    PERFORM FROM team_credits WHERE team_id = (SELECT team_id FROM llm_calls WHERE call_id = p_call_id) FOR NO KEY UPDATE;
    SELECT status INTO v_was FROM llm_calls WHERE call_id = p_call_id;
    IF v_was IS NULL THEN
        RETURN refusal('call_not_found');
    ELSIF v_was IN ('succeeded', 'failed') THEN
        RETURN jsonb_build_object('outcome', 'already_settled');
    END IF;
    SELECT * INTO v_result FROM jsonb_to_record(p_result) AS result(
        status call_status, model_used text, provider provider, resolved_model text, credential_id uuid,
        provider_request_id text, attempts jsonb, prompt_tokens bigint, cached_input_tokens bigint,
        cache_write_5m_tokens bigint, cache_write_1h_tokens bigint, completion_tokens bigint, reasoning_tokens bigint,
        estimated boolean, pricing jsonb, input_cost_usd numeric, output_cost_usd numeric, client_cost_usd numeric,
        latency_ms bigint, time_to_first_token_ms bigint, error_code text, error text, request_hash text, response_hash text);
    UPDATE llm_calls SET
            status = v_result.status,
            model_used = v_result.model_used,
            provider = v_result.provider,
            resolved_model = v_result.resolved_model,
            credential_id = v_result.credential_id,
            provider_request_id = v_result.provider_request_id,
            attempts = coalesce(v_result.attempts, '[]'),
            prompt_tokens = v_result.prompt_tokens,
            cached_input_tokens = v_result.cached_input_tokens,
            cache_write_5m_tokens = v_result.cache_write_5m_tokens,
            cache_write_1h_tokens = v_result.cache_write_1h_tokens,
            completion_tokens = v_result.completion_tokens,
            reasoning_tokens = v_result.reasoning_tokens,
            estimated = v_result.estimated,
            late = v_was = 'abandoned',
            pricing = v_result.pricing,
            model_pricing_input = (v_result.pricing->>'input')::numeric,
            model_pricing_output = (v_result.pricing->>'output')::numeric,
            input_cost_usd = v_result.input_cost_usd,
            output_cost_usd = v_result.output_cost_usd,
            provider_cost_usd = v_result.input_cost_usd + v_result.output_cost_usd,
            client_cost_usd = v_result.client_cost_usd,
            latency_ms = v_result.latency_ms,
            time_to_first_token_ms = v_result.time_to_first_token_ms,
            error_code = v_result.error_code,
            error = left(v_result.error, 1000),
            request_hash = v_result.request_hash,
            response_hash = v_result.response_hash,
            settled_at = now()
        WHERE call_id = p_call_id RETURNING * INTO STRICT v_call;
    INSERT INTO job_cost_summaries AS s
            (job_id, total_calls, successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens,
             provider_cost_usd, total_cost_usd, total_latency_ms, timed_calls)
        VALUES (v_call.job_id, 1, (v_call.status = 'succeeded')::int, (v_call.status = 'failed')::int,
                v_call.prompt_tokens, v_call.completion_tokens, v_call.provider_cost_usd, v_call.client_cost_usd,
                coalesce(v_call.latency_ms, 0), (v_call.latency_ms IS NOT NULL)::int)
        ON CONFLICT (job_id) DO UPDATE SET
            total_calls = s.total_calls + 1,
            successful_calls = s.successful_calls + excluded.successful_calls,
            failed_calls = s.failed_calls + excluded.failed_calls,
            total_prompt_tokens = s.total_prompt_tokens + excluded.total_prompt_tokens,
            total_completion_tokens = s.total_completion_tokens + excluded.total_completion_tokens,
            provider_cost_usd = s.provider_cost_usd + excluded.provider_cost_usd,
            total_cost_usd = s.total_cost_usd + excluded.total_cost_usd,
            total_latency_ms = s.total_latency_ms + excluded.total_latency_ms,
            timed_calls = s.timed_calls + excluded.timed_calls,
            calculated_at = now()
        RETURNING * INTO v_summary;
    UPDATE jobs SET job_metadata = CASE
            WHEN octet_length((job_metadata || p_metadata_patch)::text) <= p_metadata_limit THEN job_metadata || p_metadata_patch
            ELSE job_metadata END
        WHERE job_id = v_call.job_id RETURNING * INTO STRICT v_job;
    INSERT INTO llm_call_bodies (call_id, team_id, request_data, response_data, expires_at)
        SELECT p_call_id, v_call.team_id, p_bodies->'request_data', p_bodies->'response_data',
               now() + make_interval(days => body_retention_days)
        FROM organizations WHERE organization_id = v_call.organization_id AND body_retention_days > 0 AND p_bodies IS NOT NULL;

    -- A job that failed in the meantime is charged for nothing more; one that completed still owes its late calls.
    IF NOT pays_as_a_whole(v_job.budget_mode, v_call.priced_by_job) AND v_job.status <> 'failed' THEN
        SELECT hold_id INTO v_hold_id FROM credit_holds WHERE call_id = p_call_id AND state = 'held';
        v_charged := charge_job(v_job, v_hold_id, p_call_id,
            credits_owed(v_job.budget_mode, v_job.credits_per_dollar, v_job.tokens_per_credit,
                         v_summary.total_cost_usd, v_summary.total_tokens),
            format('Call in job %s (%s%s)', v_job.job_type, v_job.budget_mode,
                   CASE WHEN v_call.late THEN ', late' ELSE '' END));
    END IF;
    -- What the call took of the minute's tokens beyond the estimate, or less than it.
    UPDATE team_credits SET tokens_left = least(tpm_limit, tokens_left + v_call.tokens_reserved - v_call.total_tokens)
        WHERE team_id = v_call.team_id AND tpm_limit IS NOT NULL;
    PERFORM add_job_usage(v_job, jsonb_build_object(
        'total_calls', 1, 'successful_calls', (v_call.status = 'succeeded')::int,
        'failed_calls', (v_call.status = 'failed')::int, 'total_prompt_tokens', v_call.prompt_tokens,
        'total_completion_tokens', v_call.completion_tokens, 'provider_cost_usd', v_call.provider_cost_usd,
        'client_cost_usd', v_call.client_cost_usd, 'credits_used', v_charged));
    PERFORM add_call_usage(v_call, v_job.job_type);
    -- A call that broke off has used what it is charged for: closing its job with it gives nothing back. A job that has
    -- another call open stays open, as it would for complete_job.
    IF p_finish IS NOT NULL AND v_job.status = 'in_progress'
            AND NOT EXISTS (SELECT FROM llm_calls WHERE job_id = v_job.job_id AND status = 'admitted') THEN
        PERFORM close_job(v_job.job_id, p_finish, v_call.error_code, false);
    END IF;
    PERFORM keep_answer(p_call_id, p_answer);
    RETURN jsonb_build_object('outcome', 'settled', 'late', v_call.late);
END $$;
