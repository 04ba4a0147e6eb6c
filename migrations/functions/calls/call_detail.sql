-- A call as operators see it. p_request, p_response: what was asked and answered, where it is shown; p_left_out: it was kept and is
-- not shown.
CREATE FUNCTION call_detail(p_call llm_calls, p_request jsonb, p_response jsonb, p_left_out boolean)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
            'call_id', p_call.call_id, 'status', p_call.status, 'purpose', p_call.purpose,
            'model_group_used', p_call.model_group_used, 'model_used', p_call.model_used, 'provider', p_call.provider,
            'resolved_model', p_call.resolved_model, 'credential_id', p_call.credential_id,
            'provider_request_id', p_call.provider_request_id, 'attempts', p_call.attempts,
            'prompt_tokens', p_call.prompt_tokens, 'cached_input_tokens', p_call.cached_input_tokens,
            'completion_tokens', p_call.completion_tokens, 'reasoning_tokens', p_call.reasoning_tokens,
            'total_tokens', p_call.total_tokens, 'estimated', p_call.estimated, 'late', p_call.late,
            'service_tier', p_call.service_tier,
            'cost_usd', p_call.provider_cost_usd::text, 'input_cost_usd', p_call.input_cost_usd::text,
            'output_cost_usd', p_call.output_cost_usd::text,
            'failed_attempts_cost_usd', p_call.failed_attempts_cost_usd::text,
            'in_doubt_usd', p_call.in_doubt_usd::text, 'in_doubt_bound_usd', p_call.in_doubt_bound_usd::text,
            'model_pricing_input', trim_scale(p_call.model_pricing_input),
            'model_pricing_output', trim_scale(p_call.model_pricing_output),
            'cost_markup_percentage', trim_scale(p_call.cost_markup_percentage), 'priced_by_job', p_call.priced_by_job)
        -- A function takes at most a hundred arguments.
        || jsonb_build_object(
            'latency_ms', p_call.latency_ms, 'time_to_first_token_ms', p_call.time_to_first_token_ms,
            'created_at', p_call.created_at, 'settled_at', p_call.settled_at,
            'error_code', p_call.error_code, 'error', coalesce(p_call.error, p_call.error_code),
            'request_data', p_request, 'response_data', p_response, 'bodies_left_out', p_left_out)
        || costs_document(p_call.provider_cost_usd, p_call.client_cost_usd)
$$;
