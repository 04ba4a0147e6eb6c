-- A call as operators see it in lists.
CREATE FUNCTION call_summary(p_call llm_calls, p_job_type text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
            'call_id', p_call.call_id, 'job_id', p_call.job_id, 'team_id', p_call.team_id,
            'organization_id', p_call.organization_id, 'job_type', p_job_type, 'purpose', p_call.purpose,
            'status', p_call.status, 'model_group_used', p_call.model_group_used, 'model_used', p_call.model_used,
            'provider', p_call.provider, 'resolved_model', p_call.resolved_model, 'credential_id', p_call.credential_id,
            'attempt_count', jsonb_array_length(p_call.attempts),
            'prompt_tokens', p_call.prompt_tokens, 'cached_input_tokens', p_call.cached_input_tokens,
            'completion_tokens', p_call.completion_tokens, 'reasoning_tokens', p_call.reasoning_tokens,
            'total_tokens', p_call.total_tokens, 'estimated', p_call.estimated, 'late', p_call.late,
            'latency_ms', p_call.latency_ms, 'time_to_first_token_ms', p_call.time_to_first_token_ms,
            'error_code', p_call.error_code, 'created_at', p_call.created_at, 'settled_at', p_call.settled_at)
        || costs_document(p_call.provider_cost_usd, p_call.client_cost_usd)
$$;
