-- What was removed can be read by operators, as its books stay, and not be changed.

-- As operator_refusal, where the team itself may ask as well. Teams that are paused or suspended may still read; operators
-- read removed teams too.
CREATE OR REPLACE FUNCTION team_or_operator_refusal(p_principal jsonb, p_team_id text, p_while_stopped boolean)
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

-- Why there is nothing to be seen of an organization, or null.
CREATE OR REPLACE FUNCTION organization_refusal(p_organization_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('organization_not_found')
    WHERE NOT EXISTS (SELECT FROM organizations WHERE organization_id = p_organization_id)
$$;

-- Removes a team: its keys stop working, it is refilled and pays fees no more, its books stay. The caller has the team's lock.
CREATE OR REPLACE FUNCTION end_team(p_team_id text) RETURNS void LANGUAGE sql AS $$
    SELECT end_plan(plan_id) FROM pricing_plans WHERE team_id = p_team_id AND valid_until IS NULL;
    UPDATE team_credits SET deleted_at = now(), status = 'suspended', auto_refill = false, updated_at = now()
        WHERE team_id = p_team_id;
    UPDATE virtual_keys SET revoked_at = now() WHERE team_id = p_team_id AND revoked_at IS NULL;
    DELETE FROM team_access_groups WHERE team_id = p_team_id;
    DELETE FROM team_model_groups WHERE team_id = p_team_id;
$$;

-- A team's keys, those that work first, then the newest first.
CREATE OR REPLACE FUNCTION list_keys(p_principal jsonb, p_team_id text, p_limit bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        operator_refusal(p_principal),
        CASE WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id) THEN refusal('team_not_found') END,
        granted((SELECT coalesce(jsonb_agg(key_document(key) ORDER BY live DESC, created_at DESC, key_id DESC), '[]')
            FROM (SELECT key, is_live(key) AS live, created_at, key_id FROM virtual_keys AS key WHERE team_id = p_team_id
                  ORDER BY live DESC, created_at DESC, key_id DESC LIMIT p_limit) AS listed)))
$$;
