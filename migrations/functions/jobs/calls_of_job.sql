-- A job's calls, searched only in the partitions of the months in which they can be.
CREATE FUNCTION calls_of_job(p_job jobs) RETURNS SETOF llm_calls LANGUAGE sql STABLE AS $$
    SELECT * FROM llm_calls
    WHERE job_id = p_job.job_id
        AND call_id >= first_uuid_at(p_job.created_at - interval '1 day')
        AND call_id < first_uuid_at(coalesce(p_job.completed_at, now()) + interval '1 day')
$$;
