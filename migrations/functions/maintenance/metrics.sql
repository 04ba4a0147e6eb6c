-- Counters for a monitor, from the summaries by day: the earlier days are summed once a day, today's few rows at each request.
CREATE FUNCTION metrics(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_before_day date;
    -- Those of all time.
    v_doubts jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    PERFORM update_usage_totals((now() AT TIME ZONE 'UTC')::date);
    SELECT before_day INTO v_before_day FROM job_totals;
    v_doubts := doubts_document('{}', '1970-01-01', (now() AT TIME ZONE 'UTC')::date + 1);
    RETURN granted(jsonb_build_object(
        'jobs', job_metrics(v_before_day),
        'calls', call_metrics(v_before_day),
        'jobs_open', (SELECT count(*) FROM jobs WHERE status IN ('pending', 'in_progress')),
        'calls_open', (SELECT count(*) FROM llm_calls WHERE status = 'admitted'),
        'calls_overdue', (SELECT count(*) FROM llm_calls WHERE status = 'admitted' AND expires_at < now()),
        'in_doubt', v_doubts->'in_doubt',
        'holds_open', (SELECT count(*) FROM credit_holds WHERE state = 'held'),
        'teams', (
            SELECT coalesce(jsonb_object_agg(status, number), '{}')
            FROM (SELECT status, count(*) AS number FROM team_credits GROUP BY status) AS counted),
        'organizations', (
            SELECT coalesce(jsonb_object_agg(status, number), '{}')
            FROM (SELECT status, count(*) AS number FROM organizations GROUP BY status) AS counted),
        'credits', (
            SELECT jsonb_build_object('allocated', coalesce(sum(credits_allocated), 0),
                'used', coalesce(sum(credits_used), 0), 'held', coalesce(sum(credits_held), 0),
                'uncollected', v_doubts->'credits_uncollected')
            FROM team_credits),
        'routes_set_aside', route_metrics(),
        'operator_sessions', (
            SELECT count(*) FROM admin_sessions WHERE revoked_at IS NULL AND expires_at > now()),
        'admin_key_failures', (SELECT failures FROM admin_key_failures),
        'webhook_deliveries', jsonb_build_object(
            'pending', (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'),
            'dead', (SELECT count(*) FROM webhook_deliveries WHERE status = 'dead'))));
END $$;
