-- Notes that anything but its credits was just changed of a team. The caller has the team's lock and has set updated_at.
CREATE FUNCTION mark_terms_changed(p_team_id text) RETURNS void LANGUAGE sql AS $$
    UPDATE team_credits SET terms_changed_at = updated_at WHERE team_id = p_team_id
$$;
