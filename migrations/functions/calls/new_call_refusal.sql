-- Why a call may not be made in this job of the team, or in a new one, or null.
CREATE FUNCTION new_call_refusal(
    p_team team_credits, p_job_id uuid, p_new_job jsonb, p_metadata_patch jsonb, p_metadata_limit bigint
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    IF p_new_job IS NOT NULL THEN
        RETURN job_type_refusal(p_team.team_id, p_new_job->>'job_type');
    END IF;
    SELECT * INTO v_job FROM jobs WHERE job_id = p_job_id;
    RETURN coalesce(
        job_refusal(v_job, p_team.team_id),
        CASE WHEN octet_length((v_job.job_metadata || p_metadata_patch)::text) > p_metadata_limit
            THEN refusal('metadata_too_large') END);
END $$;
