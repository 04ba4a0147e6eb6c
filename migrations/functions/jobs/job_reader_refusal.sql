-- Why this principal may not see a job, or null. A team sees its own, operators those of all teams.
CREATE FUNCTION job_reader_refusal(p_principal jsonb, p_job_id uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_team_id text := (SELECT team_id FROM jobs WHERE job_id = p_job_id);
BEGIN
    RETURN coalesce(
        CASE WHEN is_operator(p_principal) THEN operator_refusal(p_principal)
            ELSE team_or_operator_refusal(p_principal, v_team_id, true) END,
        CASE WHEN v_team_id IS NULL THEN refusal('job_not_found') END);
END $$;
