-- A job with its metadata patched; unchanged if the metadata would become too large.
CREATE FUNCTION merge_job_metadata(p_job_id uuid, p_patch jsonb, p_limit bigint) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    UPDATE jobs SET job_metadata = CASE
            WHEN octet_length((job_metadata || p_patch)::text) <= p_limit THEN job_metadata || p_patch
            ELSE job_metadata END
        WHERE job_id = p_job_id RETURNING * INTO STRICT v_job;
    RETURN v_job;
END $$;
