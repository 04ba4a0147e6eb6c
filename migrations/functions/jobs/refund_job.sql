-- Refunds what a job has paid, and waives what it could not pay. Returns the refunded credits.
CREATE FUNCTION refund_job(p_job jobs) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF p_job.credits_charged = 0 AND p_job.credits_uncollected = 0 THEN
        RETURN 0;
    END IF;
    PERFORM post_to_ledger(p_job.team_id, p_job.job_id, NULL, 'refund', -p_job.credits_charged,
        format('Job %s failed (%s)', p_job.job_type, p_job.budget_mode));
    UPDATE jobs SET credits_charged = 0, credits_uncollected = 0 WHERE job_id = p_job.job_id;
    RETURN p_job.credits_charged;
END $$;
