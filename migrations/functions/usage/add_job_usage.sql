-- Adds to a job's day. p_added: how much the columns grow; those that are null stay. The caller has the team's lock, or only
-- opens the job.
CREATE FUNCTION add_job_usage(p_job jobs, p_added job_usage_by_day) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_usage_by_day AS kept
            (team_id, organization_id, day, job_type, total_jobs, completed_jobs, failed_jobs, total_calls,
             successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens, provider_cost_usd,
             client_cost_usd, credits_used)
        VALUES (p_job.team_id, p_job.organization_id, (p_job.created_at AT TIME ZONE 'UTC')::date, p_job.job_type,
                coalesce(p_added.total_jobs, 0), coalesce(p_added.completed_jobs, 0), coalesce(p_added.failed_jobs, 0),
                coalesce(p_added.total_calls, 0), coalesce(p_added.successful_calls, 0), coalesce(p_added.failed_calls, 0),
                coalesce(p_added.total_prompt_tokens, 0), coalesce(p_added.total_completion_tokens, 0),
                coalesce(p_added.provider_cost_usd, 0), coalesce(p_added.client_cost_usd, 0),
                coalesce(p_added.credits_used, 0))
        ON CONFLICT (team_id, day, job_type) DO UPDATE SET
            total_jobs = kept.total_jobs + excluded.total_jobs,
            completed_jobs = kept.completed_jobs + excluded.completed_jobs,
            failed_jobs = kept.failed_jobs + excluded.failed_jobs,
            total_calls = kept.total_calls + excluded.total_calls,
            successful_calls = kept.successful_calls + excluded.successful_calls,
            failed_calls = kept.failed_calls + excluded.failed_calls,
            total_prompt_tokens = kept.total_prompt_tokens + excluded.total_prompt_tokens,
            total_completion_tokens = kept.total_completion_tokens + excluded.total_completion_tokens,
            provider_cost_usd = kept.provider_cost_usd + excluded.provider_cost_usd,
            client_cost_usd = kept.client_cost_usd + excluded.client_cost_usd,
            credits_used = kept.credits_used + excluded.credits_used;
END $$;
