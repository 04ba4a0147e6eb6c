-- Changes how a team's jobs are paid for. Jobs that have started keep their terms.
CREATE FUNCTION set_budget_terms(
    p_principal jsonb, p_team_id text, p_budget_mode budget_mode, p_credits_per_dollar numeric, p_tokens_per_credit bigint
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
    END IF;
    UPDATE team_credits SET
            budget_mode = coalesce(p_budget_mode, budget_mode),
            credits_per_dollar = coalesce(p_credits_per_dollar, credits_per_dollar),
            tokens_per_credit = coalesce(p_tokens_per_credit, tokens_per_credit),
            updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO v_after;
    PERFORM mark_terms_changed(p_team_id);
    PERFORM record_change(p_principal, 'changed_budget_terms', 'team', p_team_id, jsonb_build_object(
        'before', budget_terms_document(v_before), 'after', budget_terms_document(v_after)));
    RETURN granted(jsonb_build_object('team_id', p_team_id) || budget_terms_document(v_after));
END $$;
