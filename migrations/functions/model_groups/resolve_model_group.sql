-- What a team's call of a model group would try, in order: aliases for the team itself, the providers' names for operators.
-- A team cannot find out whether a group that it does not have exists.
CREATE FUNCTION resolve_model_group(p_principal jsonb, p_name text, p_team_id text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := team_or_operator_refusal(p_principal, p_team_id, true);
    v_is_team boolean := p_principal->>'kind' = 'virtual_key';
    v_group model_groups;
    v_assigned boolean;
    v_names jsonb := '[]';
    v_organization_id text := (SELECT organization_id FROM team_credits WHERE team_id = p_team_id);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_group FROM model_groups WHERE group_name = p_name;
    IF NOT FOUND AND NOT v_is_team THEN
        RETURN refusal('model_group_not_found');
    END IF;
    v_assigned := EXISTS (
        SELECT FROM team_model_groups WHERE team_id = p_team_id AND model_group_id = v_group.model_group_id);
    IF v_assigned AND v_group.status = 'active' THEN
        SELECT coalesce(jsonb_agg(CASE WHEN v_is_team THEN alias.model_alias ELSE alias.actual_model END), '[]')
            INTO v_names FROM resolve_model_group_members(v_group, v_organization_id, NULL) AS alias;
    END IF;
    RETURN granted(jsonb_strip_nulls(jsonb_build_object(
        'group_name', p_name,
        'primary_model', v_names->0,
        'fallback_models', v_names - 0,
        'team_has_access', v_assigned AND v_group.status = 'active',
        'error', CASE
            WHEN NOT v_assigned THEN 'The team does not have this model group.'
            WHEN v_group.status <> 'active' THEN 'The model group is not active.'
        END)));
END $$;
