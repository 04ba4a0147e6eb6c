-- Why a key's team may not do this, or null. Closing jobs is allowed while a team is paused, nothing is while it is
-- suspended.
CREATE FUNCTION team_refusal(p_team team_credits, p_claimed_team text, p_while_paused boolean)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_team.team_id IS NULL THEN refusal('invalid_api_key')
        WHEN (SELECT status FROM organizations WHERE organization_id = p_team.organization_id) <> 'active'
            THEN refusal('organization_inactive')
        WHEN p_team.status = 'suspended' THEN refusal('team_suspended')
        WHEN p_team.status = 'paused' AND NOT p_while_paused THEN refusal('team_paused')
        WHEN p_claimed_team <> p_team.team_id THEN refusal('wrong_team')
    END
$$;
