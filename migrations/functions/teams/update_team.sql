-- p_change has what changes: "team_alias", "metadata", "budget_mode", "credits_per_dollar", "tokens_per_credit",
-- "cost_markup_percentage", "refund_failed_jobs", "rpm_limit", "tpm_limit" (null: no limit), "low_credit_threshold" (null:
-- the usual one), "access_groups", "model_groups", "credits_allocated", "credits_used". Jobs that have made a call keep the
-- terms they were opened on.
CREATE FUNCTION update_team(p_principal jsonb, p_team_id text, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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
    END IF;
    v_before := team_document(v_team, true);
    v_refusal := coalesce(
        access_group_refusal(coalesce(p_change->'access_groups', '[]')),
        model_group_refusal(coalesce(p_change->'model_groups', '[]')),
        set_credits(v_team, (p_change->>'credits_allocated')::bigint, (p_change->>'credits_used')::bigint));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE team_credits SET
            team_alias = coalesce(p_change->>'team_alias', team_alias),
            metadata = coalesce(p_change->'metadata', metadata),
            budget_mode = coalesce((p_change->>'budget_mode')::budget_mode, budget_mode),
            credits_per_dollar = coalesce((p_change->>'credits_per_dollar')::numeric, credits_per_dollar),
            tokens_per_credit = coalesce((p_change->>'tokens_per_credit')::bigint, tokens_per_credit),
            cost_markup_percentage = coalesce((p_change->>'cost_markup_percentage')::numeric, cost_markup_percentage),
            refund_failed_jobs = coalesce((p_change->>'refund_failed_jobs')::boolean, refund_failed_jobs),
            rpm_limit = CASE WHEN p_change ? 'rpm_limit' THEN (p_change->>'rpm_limit')::bigint ELSE rpm_limit END,
            tpm_limit = CASE WHEN p_change ? 'tpm_limit' THEN (p_change->>'tpm_limit')::bigint ELSE tpm_limit END,
            low_credit_threshold = CASE WHEN p_change ? 'low_credit_threshold'
                THEN (p_change->>'low_credit_threshold')::bigint ELSE low_credit_threshold END,
            updated_at = now()
        WHERE team_id = p_team_id;
    IF p_change ? 'access_groups' THEN
        PERFORM assign_access_groups(p_team_id, p_change->'access_groups');
    END IF;
    IF p_change ? 'model_groups' THEN
        PERFORM assign_model_groups(p_team_id, p_change->'model_groups');
    END IF;
    SELECT differences(v_before, team_document(team, true)) INTO v_differences
        FROM team_credits AS team WHERE team_id = p_team_id;
    IF v_differences IS NOT NULL THEN
        PERFORM record_change(p_principal, 'updated_team', 'team', p_team_id, v_differences);
    END IF;
    RETURN granted(team_detail(p_team_id, true));
END $$;
