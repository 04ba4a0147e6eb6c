-- A job with its metadata patched; unchanged if the metadata would become too large. Nothing is written: see write_job.
CREATE FUNCTION with_patched_metadata(p_job jobs, p_patch jsonb, p_limit bigint) RETURNS jobs LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length((p_job.job_metadata || p_patch)::text) <= p_limit THEN
        p_job.job_metadata := p_job.job_metadata || p_patch;
    END IF;
    RETURN p_job;
END $$;
