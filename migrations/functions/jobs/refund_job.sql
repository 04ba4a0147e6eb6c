-- Refunds what a failed job has paid, if the team's terms say so. Returns the refunded credits.
CREATE FUNCTION refund_job(p_job jobs) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF p_job.credits_charged = 0 OR NOT (SELECT refund_failed_jobs FROM team_credits WHERE team_id = p_job.team_id) THEN
        RETURN 0;
    END IF;
    PERFORM post_to_ledger(p_job.team_id, p_job.job_id, NULL, 'refund', -p_job.credits_charged,
        format('Job %s failed (%s)', p_job.job_type, p_job.budget_mode));
    UPDATE jobs SET credits_charged = 0 WHERE job_id = p_job.job_id;
    RETURN p_job.credits_charged;
END $$;
