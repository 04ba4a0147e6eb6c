-- Makes a team with its first key. Raises unique_violation if the id is taken. p_team: {"team_id", "organization_id",
-- "access_groups", "credits_allocated"?} and its terms (see write_team_terms); those that are absent are the columns' defaults.
CREATE FUNCTION insert_team(p_team jsonb, p_key jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO team_credits (team_id, organization_id) VALUES (p_team->>'team_id', p_team->>'organization_id');
    PERFORM write_team_terms(p_team->>'team_id', p_team);
    PERFORM assign_access_groups(p_team->>'team_id', p_team->'access_groups');
    PERFORM insert_key(p_team->>'team_id', p_key);
    IF (p_team->>'credits_allocated')::bigint > 0 THEN
        PERFORM grant_credits(p_team->>'team_id', (p_team->>'credits_allocated')::bigint, 'allocation', 'Initial credits');
    END IF;
END $$;
