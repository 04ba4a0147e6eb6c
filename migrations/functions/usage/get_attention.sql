-- What needs an operator, each part bounded: lists have at most 20 entries, and each says how many there are.
CREATE FUNCTION get_attention(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), granted(
        doubts_document('{}', (now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date + 1)
        || jsonb_build_object(
            'low_teams', low_teams_document(20),
            'routes', routes_in_trouble_document(20),
            'credentials', failing_credentials_document(20),
            'dead_letters', (
                SELECT jsonb_build_object('count', count(*), 'latest_at', max(created_at)) FROM webhook_deliveries
                WHERE status = 'dead' AND created_at >= now() - interval '7 days'),
            'disabled_webhooks', (
                SELECT jsonb_build_object('total', count(*), 'webhooks', coalesce(
                    jsonb_agg(webhook_document(webhook) ORDER BY place) FILTER (WHERE place <= 20), '[]'))
                FROM (SELECT webhook, row_number() OVER (ORDER BY updated_at DESC, webhook_id) AS place
                      FROM webhooks AS webhook WHERE NOT is_active AND disabled_reason IS NOT NULL) AS disabled),
            'overdue_calls', (SELECT count(*) FROM llm_calls WHERE status = 'admitted' AND expires_at < now()),
            'long_open_jobs', (
                SELECT jsonb_build_object('count', count(*), 'oldest_at', min(created_at)) FROM jobs
                WHERE status IN ('pending', 'in_progress') AND created_at < now() - interval '1 day'),
            'last_audit', (SELECT books_audit_document(audit) FROM books_audits AS audit ORDER BY checked_at DESC LIMIT 1),
            'last_sweep_at', (SELECT swept_at FROM last_sweep))));
END $$;
