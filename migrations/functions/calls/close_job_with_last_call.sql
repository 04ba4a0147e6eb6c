-- Closes a job with its last call, with the status p_finish, if there is one. A job with another open call stays open, as with
-- complete_job.
CREATE FUNCTION close_job_with_last_call(p_job jobs, p_finish job_status, p_error_code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_finish IS NOT NULL AND p_job.status = 'in_progress'
            AND NOT EXISTS (SELECT FROM llm_calls WHERE job_id = p_job.job_id AND status = 'admitted') THEN
        PERFORM close_job(p_job.job_id, p_finish, p_error_code);
    END IF;
END $$;
