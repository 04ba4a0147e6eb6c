-- Suspends a team (nothing but reading), pauses it (open jobs may still be closed), or lets it work again. What is in flight
-- goes on to its end.
CREATE FUNCTION set_team_status(p_principal jsonb, p_team_id text, p_status team_status, p_reason text)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before team_credits;
    v_after team_credits;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_before := lock_team(p_team_id);
    IF v_before.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    ELSIF is_stale_for_team(p_principal, v_before) THEN
        RETURN refusal('stale_change');
    END IF;
    UPDATE team_credits SET status = p_status, updated_at = now() WHERE team_id = p_team_id RETURNING * INTO v_after;
    IF v_before.status <> p_status THEN
        PERFORM mark_terms_changed(p_team_id);
        PERFORM record_change(p_principal,
            CASE p_status WHEN 'active' THEN 'resumed_team' WHEN 'paused' THEN 'paused_team' ELSE 'suspended_team' END,
            'team', p_team_id, jsonb_build_object(
                'before', jsonb_build_object('status', v_before.status),
                'after', jsonb_build_object('status', v_after.status), 'reason', p_reason));
    END IF;
    RETURN granted(jsonb_build_object('team_id', p_team_id, 'status', v_after.status, 'previous_status', v_before.status,
        'updated_at', v_after.updated_at, 'reason', p_reason));
END $$;
