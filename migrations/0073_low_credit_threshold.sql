-- At how many credits left a team is told that they are few: a term of the team like the others.

-- A team as operators see it, and, without what is theirs alone, as it sees itself.
CREATE OR REPLACE FUNCTION team_document(p_team team_credits, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'team_id', p_team.team_id, 'organization_id', p_team.organization_id, 'team_alias', p_team.team_alias,
        'status', CASE WHEN p_team.deleted_at IS NULL THEN p_team.status::text ELSE 'deleted' END,
        'credits_allocated', p_team.credits_allocated, 'credits_used', p_team.credits_used,
        'credits_remaining', p_team.credits_remaining, 'credits_held', p_team.credits_held,
        'credits_available', p_team.credits_available,
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit, 'refund_failed_jobs', p_team.refund_failed_jobs,
        'rpm_limit', p_team.rpm_limit, 'tpm_limit', p_team.tpm_limit,
        'low_credit_threshold', p_team.low_credit_threshold,
        'access_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_access_groups JOIN model_access_groups USING (access_group_id) WHERE team_id = p_team.team_id),
        'model_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_model_groups JOIN model_groups USING (model_group_id) WHERE team_id = p_team.team_id),
        'virtual_key', (SELECT key_hint FROM virtual_keys AS key
            WHERE team_id = p_team.team_id AND is_live(key) AND replaced_by IS NULL ORDER BY created_at DESC, key_id DESC LIMIT 1),
        'created_at', rfc3339(p_team.created_at), 'updated_at', rfc3339(p_team.updated_at),
        'deleted_at', rfc3339(p_team.deleted_at))
    || CASE WHEN p_for_operators
        THEN jsonb_build_object('cost_markup_percentage', p_team.cost_markup_percentage, 'metadata', p_team.metadata)
        ELSE '{}' END
$$;

-- Makes a team with its first key. Raises unique_violation if the id is taken. p_team: {"team_id", "organization_id",
-- "team_alias"?, "metadata", "budget_mode", "credits_per_dollar", "tokens_per_credit", "cost_markup_percentage",
-- "refund_failed_jobs", "rpm_limit"?, "tpm_limit"?, "low_credit_threshold"?, "access_groups", "credits_allocated"}
CREATE OR REPLACE FUNCTION insert_team(p_team jsonb, p_key jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO team_credits (team_id, organization_id, team_alias, metadata, budget_mode, credits_per_dollar,
                              tokens_per_credit, cost_markup_percentage, refund_failed_jobs, rpm_limit, tpm_limit,
                              low_credit_threshold)
        VALUES (p_team->>'team_id', p_team->>'organization_id', p_team->>'team_alias', p_team->'metadata',
                (p_team->>'budget_mode')::budget_mode, (p_team->>'credits_per_dollar')::numeric,
                (p_team->>'tokens_per_credit')::bigint, (p_team->>'cost_markup_percentage')::numeric,
                (p_team->>'refund_failed_jobs')::boolean, (p_team->>'rpm_limit')::bigint, (p_team->>'tpm_limit')::bigint,
                (p_team->>'low_credit_threshold')::bigint);
    PERFORM assign_access_groups(p_team->>'team_id', p_team->'access_groups');
    PERFORM insert_key(p_team->>'team_id', p_key);
    IF (p_team->>'credits_allocated')::bigint > 0 THEN
        PERFORM grant_credits(p_team->>'team_id', (p_team->>'credits_allocated')::bigint, 'allocation', 'Initial credits');
    END IF;
END $$;

-- p_change has what changes: "team_alias", "metadata", "budget_mode", "credits_per_dollar", "tokens_per_credit",
-- "cost_markup_percentage", "refund_failed_jobs", "rpm_limit", "tpm_limit" (null: no limit), "low_credit_threshold" (null: the usual one), "access_groups", "model_groups",
-- "credits_allocated", "credits_used". Jobs that have made a call keep the terms they were opened on.
CREATE OR REPLACE FUNCTION update_team(p_principal jsonb, p_team_id text, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
