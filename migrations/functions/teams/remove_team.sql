-- Removes a team: its keys stop working, it is refilled and pays fees no more, its books stay. The caller has the team's lock.
CREATE FUNCTION remove_team(p_team_id text) RETURNS void LANGUAGE sql AS $$
    SELECT end_plan(plan_id) FROM pricing_plans WHERE team_id = p_team_id AND valid_until IS NULL;
    UPDATE team_credits SET deleted_at = now(), status = 'suspended', auto_refill = false, updated_at = now()
        WHERE team_id = p_team_id;
    UPDATE virtual_keys SET revoked_at = now() WHERE team_id = p_team_id AND revoked_at IS NULL;
    DELETE FROM team_access_groups WHERE team_id = p_team_id;
    DELETE FROM team_model_groups WHERE team_id = p_team_id;
$$;
