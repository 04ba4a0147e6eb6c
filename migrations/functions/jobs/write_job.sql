-- Writes what ends of calls and the end of the job itself change of a job, in one new version of its row. Returns it as it is now.
-- The caller has read it under the team's lock, and has that still.
CREATE FUNCTION write_job(p_job jobs) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    UPDATE jobs SET
            status = p_job.status, completed_at = p_job.completed_at, error_message = p_job.error_message,
            job_metadata = p_job.job_metadata, credits_charged = p_job.credits_charged,
            credits_uncollected = p_job.credits_uncollected,
            plan_period_start = p_job.plan_period_start, plan_position = p_job.plan_position
        WHERE job_id = p_job.job_id RETURNING * INTO STRICT v_job;
    RETURN v_job;
END $$;
