-- p_change has what changes: terms (see write_team_terms), "access_groups", "model_groups", "credits_allocated", "credits_used".
-- Jobs that have made a call keep the terms they were opened on.
CREATE FUNCTION update_team(p_principal jsonb, p_team_id text, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_team team_credits;
    v_before jsonb;
    v_differences jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_team := lock_team(p_team_id);
    IF v_team.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    ELSIF is_stale_for_team(p_principal, v_team) THEN
        RETURN refusal('stale_change');
    END IF;
    v_before := team_document(v_team);
    v_refusal := coalesce(
        access_group_refusal(coalesce(p_change->'access_groups', '[]')),
        model_group_refusal(coalesce(p_change->'model_groups', '[]')),
        set_credits(p_principal, v_team, (p_change->>'credits_allocated')::bigint, (p_change->>'credits_used')::bigint));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM write_team_terms(p_team_id, p_change);
    IF p_change ? 'access_groups' THEN
        PERFORM assign_access_groups(p_team_id, p_change->'access_groups');
    END IF;
    IF p_change ? 'model_groups' THEN
        PERFORM assign_model_groups(p_team_id, p_change->'model_groups');
    END IF;
    SELECT differences(v_before, team_document(team)) INTO v_differences
        FROM team_credits AS team WHERE team_id = p_team_id;
    IF (v_differences->'after') - ARRAY['credits_allocated', 'credits_used', 'credits_remaining',
            'credits_available'] <> '{}' THEN
        PERFORM mark_terms_changed(p_team_id);
    END IF;
    IF v_differences IS NOT NULL THEN
        PERFORM record_change(p_principal, 'updated_team', 'team', p_team_id, v_differences);
    END IF;
    RETURN granted(team_detail(p_team_id));
END $$;
