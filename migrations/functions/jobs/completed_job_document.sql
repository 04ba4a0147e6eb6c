-- What a client may see of a job's costs, and of its calls.
CREATE FUNCTION completed_job_document(p_job_id uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'job_id', job.job_id, 'team_id', job.team_id, 'status', job.status, 'completed_at', job.completed_at,
        'credits_charged', job.credits_charged, 'credits_remaining', team.credits_remaining,
        'total_calls', coalesce(summary.total_calls, 0),
        'successful_calls', coalesce(summary.successful_calls, 0),
        'failed_calls', coalesce(summary.failed_calls, 0),
        'total_tokens', coalesce(summary.total_tokens, 0),
        'total_cost_usd', coalesce(summary.total_cost_usd, 0)::text,
        'avg_latency_ms', coalesce(summary.avg_latency_ms, 0),
        'calls', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                    'call_id', call_id, 'purpose', purpose, 'model_group', model_group_used, 'tokens', total_tokens,
                    'latency_ms', latency_ms, 'error_code', error_code) ORDER BY created_at, call_id)
            FROM llm_calls WHERE job_id = job.job_id), '[]'))
    FROM jobs AS job JOIN team_credits AS team USING (team_id) LEFT JOIN job_cost_summaries AS summary USING (job_id)
    WHERE job.job_id = p_job_id
$$;
