-- Closes a job for its team. Closing it again with the same status gives the same answer; another status is refused.
CREATE FUNCTION complete_job(
    p_key_hash bytea, p_job_id uuid, p_status job_status, p_metadata_patch jsonb, p_metadata_limit bigint, p_error_message text,
    p_idempotency jsonb DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_team team_credits := team_of_key(p_key_hash);
    v_job jobs;
    v_answer jsonb;
    v_refusal jsonb := team_refusal(v_team, NULL, true);
BEGIN
    IF v_refusal IS NULL THEN
        PERFORM FROM team_credits WHERE team_id = v_team.team_id FOR NO KEY UPDATE;
        v_refusal := find_replay(v_team.team_id, p_idempotency);
        IF v_refusal IS NOT NULL THEN
            RETURN v_refusal;
        END IF;
        SELECT * INTO v_job FROM jobs WHERE job_id = p_job_id;
        v_refusal := job_refusal(v_job, v_team.team_id);
    END IF;
    IF v_refusal->>'reason' = 'job_closed' AND v_job.status = p_status THEN
        RETURN jsonb_build_object('outcome', 'completed') || completed_job_document(p_job_id);
    ELSIF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    IF octet_length((v_job.job_metadata || p_metadata_patch)::text) > p_metadata_limit THEN
        RETURN refusal('metadata_too_large');
    END IF;
    PERFORM expire_overdue(v_team.team_id);
    IF EXISTS (SELECT FROM llm_calls WHERE job_id = p_job_id AND status = 'admitted') THEN
        RETURN refusal('calls_in_progress');
    END IF;
    v_job.job_metadata := v_job.job_metadata || p_metadata_patch;
    PERFORM close_job(v_job, p_status, p_error_message);
    v_answer := completed_job_document(p_job_id);
    PERFORM take_idempotency_key(v_team.team_id, p_idempotency, NULL, v_answer);
    RETURN jsonb_build_object('outcome', 'completed') || v_answer;
END $$;
