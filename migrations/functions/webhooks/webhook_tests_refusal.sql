-- Why a webhook's team may not have one tested now, or null: of ten tests in a minute the oldest must be a minute old. Volatile: it
-- sees what was tested while its caller waited for the lock.
CREATE FUNCTION webhook_tests_refusal(p_webhook_id uuid) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
    SELECT refusal('too_many_tests', jsonb_build_object('retry_after_seconds',
        greatest(1, ceil(extract(epoch FROM min(recent.created_at) + interval '1 minute' - now())))::bigint))
    FROM (
        SELECT delivery.created_at
        FROM webhooks AS tested JOIN webhooks AS own USING (team_id)
            JOIN webhook_deliveries AS delivery ON delivery.webhook_id = own.webhook_id
        WHERE tested.webhook_id = p_webhook_id AND delivery.event = 'webhook.test'
            AND delivery.created_at > now() - interval '1 minute'
        ORDER BY delivery.created_at DESC LIMIT 10) AS recent
    HAVING count(*) = 10
$$;
