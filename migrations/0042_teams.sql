-- What operators do with teams.

-- Puts one of a team's two credit numbers right, with an entry in the ledger. The caller has the team's lock.
CREATE FUNCTION adjust_credits(p_team_id text, p_allocated bigint, p_used bigint, p_reason text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_gained bigint := p_allocated - p_used;
    v_team team_credits;
BEGIN
    IF v_gained = 0 THEN
        RETURN;
    END IF;
    UPDATE team_credits SET credits_allocated = credits_allocated + p_allocated, credits_used = credits_used + p_used,
            updated_at = now()
        WHERE team_id = p_team_id RETURNING * INTO STRICT v_team;
    INSERT INTO credit_transactions
        (team_id, organization_id, transaction_type, credits_amount, credits_before, credits_after, reason)
    VALUES
        (v_team.team_id, v_team.organization_id, 'adjustment', abs(v_gained),
         v_team.credits_remaining - v_gained, v_team.credits_remaining, p_reason);
END $$;

-- Sets what a team was given and has used, each change as an adjustment; the one that gives comes first. Returns a refusal, and
-- does nothing, if less than nothing would be available, or if less would be used than open jobs have paid, which they get
-- back if they fail; else null. The caller has the team's lock.
CREATE FUNCTION set_credits(p_team team_credits, p_allocated bigint, p_used bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_allocated bigint := coalesce(p_allocated - p_team.credits_allocated, 0);
    v_used bigint := coalesce(p_used - p_team.credits_used, 0);
    v_available bigint := p_team.credits_available + v_allocated - v_used;
    v_allocated_reason text := format('Allocated credits set from %s to %s', p_team.credits_allocated, p_allocated);
    v_used_reason text := format('Used credits set from %s to %s', p_team.credits_used, p_used);
    v_paid bigint;
BEGIN
    IF v_available < 0 THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail', format(
            'This would leave %s credits, of which %s are held for calls and jobs in progress.',
            v_available + p_team.credits_held, p_team.credits_held)));
    END IF;
    IF v_used < 0 THEN
        v_paid := (SELECT coalesce(sum(credits_charged), 0) FROM jobs
                   WHERE team_id = p_team.team_id AND status IN ('pending', 'in_progress'));
        IF p_used < v_paid THEN
            RETURN refusal('invalid_value', jsonb_build_object('detail', format(
                'Open jobs have paid %s credits, which stay used until the jobs are closed.', v_paid)));
        END IF;
    END IF;
    IF v_allocated > 0 THEN
        PERFORM adjust_credits(p_team.team_id, v_allocated, 0, v_allocated_reason);
    END IF;
    PERFORM adjust_credits(p_team.team_id, 0, v_used, v_used_reason);
    IF v_allocated < 0 THEN
        PERFORM adjust_credits(p_team.team_id, v_allocated, 0, v_allocated_reason);
    END IF;
    RETURN NULL;
END $$;

-- The first of these model groups that is not there, as a refusal, or null. Those that are there stay there until the
-- statement ends.
CREATE FUNCTION model_group_refusal(p_names jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM model_groups WHERE p_names ? group_name ORDER BY group_name FOR KEY SHARE;
    RETURN (SELECT refusal('model_group_not_found') FROM jsonb_array_elements_text(p_names) AS name
            WHERE NOT EXISTS (SELECT FROM model_groups WHERE group_name = name) LIMIT 1);
END $$;

-- Gives a team exactly these model groups.
CREATE FUNCTION assign_model_groups(p_team_id text, p_names jsonb) RETURNS void LANGUAGE sql AS $$
    DELETE FROM team_model_groups AS assigned USING model_groups AS grp
        WHERE assigned.team_id = p_team_id AND grp.model_group_id = assigned.model_group_id AND NOT p_names ? grp.group_name;
    INSERT INTO team_model_groups (team_id, model_group_id)
        SELECT p_team_id, model_group_id FROM model_groups WHERE p_names ? group_name
        ON CONFLICT DO NOTHING;
$$;

-- p_team and p_key: see insert_team and insert_key.
CREATE FUNCTION create_team(p_principal jsonb, p_team jsonb, p_key jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_id text := p_team->>'team_id';
    v_taken jsonb := refusal('already_exists', jsonb_build_object('resource', format('team ''%s''', v_id)));
    v_refusal jsonb := operator_refusal(p_principal);
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- The organization is not removed meanwhile.
    PERFORM FROM organizations WHERE organization_id = p_team->>'organization_id' AND status <> 'deleted' FOR SHARE;
    IF NOT FOUND THEN
        RETURN refusal('organization_not_found');
    END IF;
    v_refusal := coalesce(
        CASE WHEN EXISTS (SELECT FROM team_credits WHERE team_id = v_id) THEN v_taken END,
        access_group_refusal(p_team->'access_groups'));
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    BEGIN
        PERFORM insert_team(p_team, p_key);
    EXCEPTION WHEN unique_violation THEN
        RETURN v_taken;
    END;
    PERFORM record_change(p_principal, 'created_team', 'team', v_id, jsonb_build_object('after',
        (SELECT team_document(team, true) FROM team_credits AS team WHERE team_id = v_id)));
    RETURN granted(team_detail(v_id, true));
END $$;

-- p_change has what changes: "team_alias", "metadata", "budget_mode", "credits_per_dollar", "tokens_per_credit",
-- "cost_markup_percentage", "refund_failed_jobs", "rpm_limit", "tpm_limit" (null: no limit), "access_groups", "model_groups",
-- "credits_allocated", "credits_used". Jobs that have made a call keep the terms they were opened on.
CREATE FUNCTION update_team(p_principal jsonb, p_team_id text, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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

-- Suspends a team (nothing but reading), pauses it (open jobs may still be closed), or lets it work again. What is in flight
-- goes on to its end.
CREATE FUNCTION set_team_status(p_principal jsonb, p_team_id text, p_status team_status, p_reason text)
RETURNS jsonb LANGUAGE plpgsql AS $$
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
    END IF;
    UPDATE team_credits SET status = p_status, updated_at = now() WHERE team_id = p_team_id RETURNING * INTO v_after;
    IF v_before.status <> p_status THEN
        PERFORM record_change(p_principal,
            CASE p_status WHEN 'active' THEN 'resumed_team' WHEN 'paused' THEN 'paused_team' ELSE 'suspended_team' END,
            'team', p_team_id, jsonb_build_object(
                'before', jsonb_build_object('status', v_before.status),
                'after', jsonb_build_object('status', v_after.status), 'reason', p_reason));
    END IF;
    RETURN granted(jsonb_build_object('team_id', p_team_id, 'status', v_after.status, 'previous_status', v_before.status,
        'updated_at', rfc3339(v_after.updated_at), 'reason', p_reason));
END $$;

-- Removes a team that has no open jobs. Its keys stop working, its books stay, its id stays taken. An organization's default
-- team ends with the organization only.
CREATE FUNCTION delete_team(p_principal jsonb, p_team_id text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_team team_credits;
    v_jobs text[];
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_team := lock_team(p_team_id);
    IF v_team.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    ELSIF right(p_team_id, 8) = '_default' THEN
        RETURN refusal('protected', jsonb_build_object('detail',
            'This is the default team of an organization. It is removed with the organization.'));
    END IF;
    v_jobs := open_jobs_of(p_team_id);
    IF cardinality(v_jobs) > 0 THEN
        RETURN refusal('in_use', jsonb_build_object('used_by', to_jsonb(v_jobs)));
    END IF;
    PERFORM record_change(p_principal, 'deleted_team', 'team', p_team_id,
        jsonb_build_object('before', team_document(v_team, true)));
    PERFORM end_team(p_team_id);
    RETURN granted(jsonb_build_object('team_id', p_team_id));
END $$;
