-- Records how a call ended. p_result: {"status": "succeeded"|"failed", "model_used", "provider", "resolved_model",
-- "credential_id", "provider_request_id", "attempts", token counts, "estimated", "service_tier", "pricing", "input_cost_usd",
-- "output_cost_usd", "failed_attempts_cost_usd", "client_cost_usd", "in_doubt_usd", "in_doubt_bound_usd", "latency_ms",
-- "time_to_first_token_ms", "error_code", "error", "request_hash",
-- "response_hash"}, by the names of the columns; money as decimal text. p_late: the call had been abandoned.
CREATE FUNCTION write_call_result(p_call_id uuid, p_result jsonb, p_late boolean) RETURNS llm_calls LANGUAGE plpgsql AS $$
DECLARE
    v_end llm_calls := jsonb_populate_record(NULL::llm_calls, p_result);
    v_prices jsonb := coalesce(v_end.pricing->'service_tiers'->(v_end.service_tier::text), v_end.pricing);
    v_call llm_calls;
BEGIN
    UPDATE llm_calls SET
            status = v_end.status, late = p_late, settled_at = now(),
            model_used = v_end.model_used, provider = v_end.provider, resolved_model = v_end.resolved_model,
            credential_id = v_end.credential_id, provider_request_id = v_end.provider_request_id,
            attempts = coalesce(v_end.attempts, '[]'),
            prompt_tokens = v_end.prompt_tokens, cached_input_tokens = v_end.cached_input_tokens,
            cache_write_5m_tokens = v_end.cache_write_5m_tokens, cache_write_1h_tokens = v_end.cache_write_1h_tokens,
            completion_tokens = v_end.completion_tokens, reasoning_tokens = v_end.reasoning_tokens,
            estimated = v_end.estimated, service_tier = v_end.service_tier,
            pricing = v_end.pricing, model_pricing_input = (v_prices->>'input')::numeric,
            model_pricing_output = (v_prices->>'output')::numeric,
            input_cost_usd = v_end.input_cost_usd, output_cost_usd = v_end.output_cost_usd,
            failed_attempts_cost_usd = coalesce(v_end.failed_attempts_cost_usd, 0),
            provider_cost_usd = v_end.input_cost_usd + v_end.output_cost_usd + coalesce(v_end.failed_attempts_cost_usd, 0),
            client_cost_usd = v_end.client_cost_usd,
            in_doubt_usd = coalesce(v_end.in_doubt_usd, 0), in_doubt_bound_usd = coalesce(v_end.in_doubt_bound_usd, 0),
            latency_ms = v_end.latency_ms, time_to_first_token_ms = v_end.time_to_first_token_ms,
            error_code = v_end.error_code, error = left(v_end.error, 1000),
            request_hash = v_end.request_hash, response_hash = v_end.response_hash
        WHERE call_id = p_call_id RETURNING * INTO STRICT v_call;
    RETURN v_call;
END $$;
