-- Locks a team and brings its credits up to date: expires what is overdue and makes a refill that is due. Returns the team.
CREATE FUNCTION lock_team_for_call(p_team_id text) RETURNS team_credits LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    PERFORM FROM team_credits WHERE team_id = p_team_id FOR NO KEY UPDATE;
    PERFORM expire_overdue(p_team_id);
    PERFORM refill_if_due(p_team_id);
    SELECT * INTO STRICT v_team FROM team_credits WHERE team_id = p_team_id;
    RETURN v_team;
END $$;
