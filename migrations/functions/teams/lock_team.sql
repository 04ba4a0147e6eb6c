-- A team with its lock taken; a null row for one that is not there or was removed.
CREATE FUNCTION lock_team(p_team_id text) RETURNS team_credits LANGUAGE sql AS $$
    SELECT team.* FROM team_credits AS team WHERE team_id = p_team_id AND deleted_at IS NULL FOR NO KEY UPDATE
$$;
