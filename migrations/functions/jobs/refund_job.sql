-- Refunds what a job has paid, and waives what it could not pay. Returns the job, to be written.
CREATE FUNCTION refund_job(p_job jobs) RETURNS jobs LANGUAGE plpgsql AS $$
BEGIN
    PERFORM post_to_ledger(p_job.team_id, p_job.job_id, NULL, 'refund', -p_job.credits_charged,
        format('Job %s failed (%s)', p_job.job_type, p_job.budget_mode));
    p_job.credits_charged := 0;
    p_job.credits_uncollected := 0;
    RETURN p_job;
END $$;
