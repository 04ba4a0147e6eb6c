-- The deployment at a glance.
CREATE FUNCTION get_dashboard(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(jsonb_build_object(
            'organizations', (SELECT count(*) FROM organizations WHERE status = 'active'),
            'teams', count(*),
            'modelGroups', (SELECT count(*) FROM model_groups WHERE status = 'active'),
            'totalCredits', coalesce(sum(credits_allocated), 0), 'creditsRemaining', coalesce(sum(credits_remaining), 0),
            'creditsUsed', coalesce(sum(credits_used), 0), 'creditsHeld', coalesce(sum(credits_held), 0),
            'openJobs', (SELECT count(*) FROM jobs WHERE status IN ('pending', 'in_progress')),
            'abandonedCalls', (SELECT count(*) FROM llm_calls
                               WHERE status = 'abandoned' AND call_id >= first_uuid_at(now() - interval '30 days')))
            || doubts_document('{}', (now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date + 1))
        FROM team_credits WHERE deleted_at IS NULL
    ));
END $$;
