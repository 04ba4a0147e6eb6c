-- Merges into a job's metadata, whatever its state. What operators change is on record.
CREATE FUNCTION update_job_metadata(p_principal jsonb, p_job_id uuid, p_patch jsonb, p_limit bigint)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(
        job_reader_refusal(p_principal, p_job_id),
        -- A team that is suspended changes nothing.
        CASE WHEN NOT is_operator(p_principal)
            THEN team_refusal(team_of_key(decode(p_principal->>'key_hash', 'hex')), NULL, true) END);
    v_job jobs;
    v_metadata jsonb;
    v_differences jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM FROM team_credits WHERE team_id = (SELECT team_id FROM jobs WHERE job_id = p_job_id) FOR NO KEY UPDATE;
    SELECT * INTO STRICT v_job FROM jobs WHERE job_id = p_job_id;
    v_metadata := v_job.job_metadata || p_patch;
    IF octet_length(v_metadata::text) > p_limit THEN
        RETURN refusal('metadata_too_large');
    END IF;
    UPDATE jobs SET job_metadata = v_metadata WHERE job_id = p_job_id;
    v_differences := differences(v_job.job_metadata, v_metadata);
    IF is_operator(p_principal) AND v_differences IS NOT NULL THEN
        PERFORM record_change(p_principal, 'updated_job_metadata', 'job', p_job_id::text, v_differences);
    END IF;
    RETURN granted(jsonb_build_object('job_id', p_job_id, 'metadata', v_metadata, 'updated_at', now()));
END $$;
