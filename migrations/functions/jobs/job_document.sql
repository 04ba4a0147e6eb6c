-- A job as its team sees it.
CREATE FUNCTION job_document(p_job jobs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'job_id', p_job.job_id, 'team_id', p_job.team_id, 'organization_id', p_job.organization_id,
        'user_id', p_job.user_id, 'job_type', p_job.job_type, 'external_task_id', p_job.external_task_id,
        'status', p_job.status, 'created_at', p_job.created_at, 'started_at', p_job.started_at,
        'completed_at', p_job.completed_at, 'metadata', p_job.job_metadata,
        'error_message', p_job.error_message, 'credit_applied', p_job.credit_applied,
        'credits_charged', p_job.credits_charged, 'model_groups_used', p_job.model_groups_used)
$$;
