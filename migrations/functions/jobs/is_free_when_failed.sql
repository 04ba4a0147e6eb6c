-- Whether a failed job is free by its team's terms. A call counts as answered if it succeeded, or broke off after some output.
CREATE FUNCTION is_free_when_failed(p_job jobs) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE refund_failed_jobs
        WHEN 'always' THEN true
        WHEN 'never' THEN false
        WHEN 'unanswered' THEN NOT EXISTS (
            SELECT FROM job_cost_summaries
            WHERE job_id = p_job.job_id AND (successful_calls > 0 OR total_completion_tokens > 0))
    END
    FROM team_credits WHERE team_id = p_job.team_id
$$;
