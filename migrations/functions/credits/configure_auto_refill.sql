-- Switches a team's auto-refill on or off. Absent members do not change.
CREATE FUNCTION configure_auto_refill(
    p_principal jsonb, p_team_id text, p_enabled boolean, p_refill_amount bigint, p_refill_period billing_period
) RETURNS jsonb
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
    ELSIF p_enabled AND (coalesce(p_refill_amount, v_before.refill_amount) IS NULL
                         OR coalesce(p_refill_period, v_before.refill_period) IS NULL) THEN
        RETURN refusal('invalid_value',
            '{"detail": "Auto-refill needs a refill_amount and a refill_period to be enabled."}');
    END IF;
    UPDATE team_credits SET
            auto_refill = p_enabled,
            refill_amount = coalesce(p_refill_amount, refill_amount),
            refill_period = coalesce(p_refill_period, refill_period),
            refills_since = CASE
                WHEN NOT p_enabled THEN refills_since
                WHEN auto_refill AND coalesce(p_refill_period, refill_period) = refill_period THEN refills_since
                ELSE coalesce(last_refill_at, now()) END,
            updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO v_after;
    PERFORM mark_terms_changed(p_team_id);
    PERFORM record_change(p_principal, 'configured_auto_refill', 'team', p_team_id, jsonb_build_object(
        'before', refill_document(v_before), 'after', refill_document(v_after)));
    RETURN granted(jsonb_build_object('team_id', p_team_id) || refill_document(v_after));
END $$;
