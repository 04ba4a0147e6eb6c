-- Takes the end of a call into its job: the metadata, the charge, the usage. p_finish closes the job as well, if this was its last
-- open call; a job with another one stays open, as with complete_job. Returns the job. The caller has the team's lock.
CREATE FUNCTION end_call_in_job(
    p_call llm_calls, p_summary job_cost_summaries, p_metadata_patch jsonb, p_metadata_limit bigint, p_finish job_status
) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_before jobs;
    v_job jobs;
    v_usage job_usage_by_day;
BEGIN
    SELECT * INTO STRICT v_before FROM jobs WHERE job_id = p_call.job_id;
    v_job := with_patched_metadata(v_before, p_metadata_patch, p_metadata_limit);
    v_job := charge_call(p_call, v_job, p_summary);
    v_usage := usage_of_call(p_call, v_job.credits_charged - v_before.credits_charged);
    IF p_finish IS NOT NULL AND v_job.status = 'in_progress'
            AND NOT EXISTS (SELECT FROM llm_calls WHERE job_id = v_job.job_id AND status = 'admitted') THEN
        RETURN close_job(v_job, p_finish, p_call.error_code, v_usage);
    END IF;
    PERFORM add_job_usage(v_job, v_usage);
    IF v_job IS DISTINCT FROM v_before THEN
        v_job := write_job(v_job);
    END IF;
    RETURN v_job;
END $$;
