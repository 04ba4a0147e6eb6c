-- Makes a team with its first key. Raises unique_violation if the id is taken. p_team: {"team_id", "organization_id",
-- "team_alias"?, "metadata", "budget_mode", "credits_per_dollar", "tokens_per_credit", "cost_markup_percentage",
-- "refund_failed_jobs", "rpm_limit"?, "tpm_limit"?, "low_credit_threshold"?, "access_groups", "credits_allocated"}
CREATE FUNCTION insert_team(p_team jsonb, p_key jsonb) RETURNS void LANGUAGE plpgsql AS $$
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
