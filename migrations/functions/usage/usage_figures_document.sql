-- What a group of jobs or calls adds up to, as operators see it.
CREATE FUNCTION usage_figures_document(p_figures usage_figures) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'total_jobs', p_figures.total_jobs, 'completed_jobs', p_figures.completed_jobs, 'failed_jobs', p_figures.failed_jobs,
        'total_calls', coalesce(p_figures.total_calls, 0), 'successful_calls', coalesce(p_figures.successful_calls, 0),
        'failed_calls', coalesce(p_figures.failed_calls, 0),
        'error_rate', coalesce(p_figures.failed_calls / nullif(p_figures.total_calls, 0), 0)::text,
        'prompt_tokens', coalesce(p_figures.prompt_tokens, 0),
        'completion_tokens', coalesce(p_figures.completion_tokens, 0),
        'total_tokens', coalesce(p_figures.prompt_tokens + p_figures.completion_tokens, 0),
        'credits_used', p_figures.credits_used,
        'latency_ms', latency_percentiles(p_figures.latency_counts))
        || costs_document(coalesce(p_figures.provider_cost_usd, 0), coalesce(p_figures.client_cost_usd, 0),
                          p_figures.fees_usd)
$$;
