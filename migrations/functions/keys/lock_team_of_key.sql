-- Takes the team's lock to change one of its keys. Why there is no such key, or null.
CREATE FUNCTION lock_team_of_key(p_team_id text, p_key_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE
        WHEN (lock_team(p_team_id)).team_id IS NULL THEN refusal('team_not_found')
        WHEN NOT EXISTS (SELECT FROM virtual_keys WHERE team_id = p_team_id AND key_id = p_key_id)
            THEN refusal('virtual_key_not_found') END;
END $$;
