-- Adds a settled call, and the credits that it was charged, to the day of its job.
CREATE FUNCTION add_call_to_job_usage(p_job jobs, p_call llm_calls, p_charged bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_job_usage(p_job, jsonb_build_object(
        'total_calls', 1, 'successful_calls', (p_call.status = 'succeeded')::int,
        'failed_calls', (p_call.status = 'failed')::int, 'total_prompt_tokens', p_call.prompt_tokens,
        'total_completion_tokens', p_call.completion_tokens, 'provider_cost_usd', p_call.provider_cost_usd,
        'client_cost_usd', p_call.client_cost_usd, 'credits_used', p_charged));
END $$;
