-- As operator_refusal, where the team itself may ask as well. Teams that are paused or suspended may still read; operators
-- read removed teams too.
CREATE FUNCTION team_or_operator_refusal(p_principal jsonb, p_team_id text, p_while_stopped boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_team team_credits;
BEGIN
    IF p_principal->>'kind' <> 'virtual_key' THEN
        RETURN coalesce(operator_refusal(p_principal), CASE
            WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id) THEN refusal('team_not_found') END);
    END IF;
    v_team := team_of_key(decode(p_principal->>'key_hash', 'hex'));
    RETURN CASE
        WHEN v_team.team_id IS NULL THEN refusal('invalid_api_key')
        WHEN v_team.team_id <> p_team_id THEN refusal('wrong_team')
        WHEN NOT p_while_stopped THEN team_refusal(v_team, p_team_id, false)
    END;
END $$;
