-- A job as operators see it in lists: with what its calls add up to.
CREATE FUNCTION job_summary(p_job jobs, p_costs job_cost_summaries, p_retry_count bigint)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT job_document(p_job) - 'metadata' || jsonb_build_object(
            'job_metadata', p_job.job_metadata,
            'credits_uncollected', p_job.credits_uncollected,
            'total_calls', coalesce(p_costs.total_calls, 0),
            'successful_calls', coalesce(p_costs.successful_calls, 0),
            'failed_calls', coalesce(p_costs.failed_calls, 0),
            'retry_count', p_retry_count,
            'total_tokens', coalesce(p_costs.total_tokens, 0),
            'total_cost_usd', coalesce(p_costs.provider_cost_usd, 0)::text,
            'job_price_usd', coalesce(p_costs.job_price_usd, 0)::text,
            'avg_latency_ms', coalesce(p_costs.avg_latency_ms, 0))
        || costs_document(coalesce(p_costs.provider_cost_usd, 0), coalesce(p_costs.total_cost_usd, 0))
$$;
