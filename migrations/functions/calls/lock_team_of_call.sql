-- Takes the lock of the team that made a call. The call's status under it; null for an unknown call.
CREATE FUNCTION lock_team_of_call(p_call_id uuid) RETURNS call_status LANGUAGE plpgsql AS $$
DECLARE
    v_status call_status;
BEGIN
    PERFORM FROM team_credits WHERE team_id = (SELECT team_id FROM llm_calls WHERE call_id = p_call_id) FOR NO KEY UPDATE;
    SELECT status INTO v_status FROM llm_calls WHERE call_id = p_call_id;
    RETURN v_status;
END $$;
