-- Active teams of active organizations whose available credits have reached their threshold or are used up: how many, and the first
-- p_limit, those with the least first. A team that was never given credits has none that ran low, unless it has a threshold.
CREATE FUNCTION low_teams_document(p_limit bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('total', count(*), 'teams', coalesce(jsonb_agg(jsonb_build_object(
            'team_id', team_id, 'organization_id', organization_id, 'credits_available', credits_available,
            'credits_remaining', credits_remaining, 'credits_allocated', credits_allocated,
            'low_credit_threshold', threshold, 'auto_refill', auto_refill) ORDER BY place) FILTER (WHERE place <= p_limit), '[]'))
    FROM (
        SELECT team.*, threshold, row_number() OVER (ORDER BY credits_available, team_id) AS place
        FROM team_credits AS team JOIN organizations AS organization USING (organization_id)
        CROSS JOIN LATERAL (
            SELECT effective_low_credit_threshold(low_credit_threshold, credits_allocated) AS threshold) AS effective
        WHERE team.status = 'active' AND organization.status = 'active' AND team.deleted_at IS NULL
            AND (credits_available <= threshold OR credits_available <= 0)
            AND (credits_allocated > 0 OR low_credit_threshold IS NOT NULL)
    ) AS low
$$;
