-- Adds a settled call to its job's summary.
CREATE FUNCTION add_call_to_summary(p_call llm_calls) RETURNS job_cost_summaries LANGUAGE plpgsql AS $$
DECLARE
    v_summary job_cost_summaries;
BEGIN
    INSERT INTO job_cost_summaries AS kept
            (job_id, total_calls, successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens,
             provider_cost_usd, total_cost_usd, total_latency_ms, timed_calls)
        VALUES (p_call.job_id, 1, (p_call.status = 'succeeded')::int, (p_call.status = 'failed')::int,
                p_call.prompt_tokens, p_call.completion_tokens, p_call.provider_cost_usd, p_call.client_cost_usd,
                coalesce(p_call.latency_ms, 0), (p_call.latency_ms IS NOT NULL)::int)
        ON CONFLICT (job_id) DO UPDATE SET
            total_calls = kept.total_calls + 1,
            successful_calls = kept.successful_calls + excluded.successful_calls,
            failed_calls = kept.failed_calls + excluded.failed_calls,
            total_prompt_tokens = kept.total_prompt_tokens + excluded.total_prompt_tokens,
            total_completion_tokens = kept.total_completion_tokens + excluded.total_completion_tokens,
            provider_cost_usd = kept.provider_cost_usd + excluded.provider_cost_usd,
            total_cost_usd = kept.total_cost_usd + excluded.total_cost_usd,
            total_latency_ms = kept.total_latency_ms + excluded.total_latency_ms,
            timed_calls = kept.timed_calls + excluded.timed_calls,
            calculated_at = now()
        RETURNING * INTO v_summary;
    RETURN v_summary;
END $$;
