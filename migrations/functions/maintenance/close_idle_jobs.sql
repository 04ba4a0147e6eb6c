-- Gives up on the team's idle jobs: they have failed, and are paid for as failed jobs are. A job with an open call waits for
-- the end of that. The caller has the team's lock.
CREATE FUNCTION close_idle_jobs(p_team_id text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
    v_closed bigint := 0;
BEGIN
    FOR v_job IN
        SELECT * FROM jobs
        WHERE team_id = p_team_id AND status IN ('pending', 'in_progress')
            AND greatest(created_at, last_call_at) <= now() - interval '24 hours'
            AND NOT EXISTS (SELECT FROM llm_calls AS call WHERE call.job_id = jobs.job_id AND call.status = 'admitted')
        ORDER BY job_id LIMIT 1000
    LOOP
        PERFORM close_job(v_job, 'failed', 'abandoned');
        v_closed := v_closed + 1;
    END LOOP;
    RETURN v_closed;
END $$;
