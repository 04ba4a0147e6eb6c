-- What a team may know of a closed job.
CREATE FUNCTION closed_job_data(p_job jobs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'status', p_job.status, 'job_type', p_job.job_type, 'user_id', p_job.user_id,
        'external_task_id', p_job.external_task_id, 'error_message', p_job.error_message,
        'duration_seconds', floor(extract(epoch FROM p_job.completed_at - p_job.created_at))::bigint,
        'total_calls', coalesce(total_calls, 0), 'successful_calls', coalesce(successful_calls, 0),
        'failed_calls', coalesce(failed_calls, 0), 'total_tokens', coalesce(total_tokens, 0),
        'total_cost_usd', trim_scale(round(coalesce(total_cost_usd, 0), 6)),
        'credit_applied', p_job.credit_applied, 'credits_charged', p_job.credits_charged)
    FROM (SELECT p_job.job_id) AS job LEFT JOIN job_cost_summaries USING (job_id)
$$;
