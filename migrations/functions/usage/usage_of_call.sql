-- What a settled call, and the credits that it was charged, add to the day of its job.
CREATE FUNCTION usage_of_call(p_call llm_calls, p_charged bigint) RETURNS job_usage_by_day LANGUAGE plpgsql AS $$
DECLARE
    v_usage job_usage_by_day;
BEGIN
    v_usage.total_calls := 1;
    v_usage.successful_calls := (p_call.status = 'succeeded')::int;
    v_usage.failed_calls := (p_call.status = 'failed')::int;
    v_usage.total_prompt_tokens := p_call.prompt_tokens;
    v_usage.total_completion_tokens := p_call.completion_tokens;
    v_usage.provider_cost_usd := p_call.provider_cost_usd;
    v_usage.client_cost_usd := p_call.client_cost_usd;
    v_usage.credits_used := p_charged;
    RETURN v_usage;
END $$;
