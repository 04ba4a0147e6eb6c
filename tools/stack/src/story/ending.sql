-- How things stand at the end of the story: the outbox and the health of routes, which nobody has looked after meanwhile. No money
-- is in either.

-- What was delivered a week ago, and what was given up a month ago, is cleared away, as the rounds do it.
DELETE FROM webhook_deliveries WHERE created_at < now() - interval '7 days'
    AND webhook_id NOT IN (SELECT webhook_id FROM webhooks WHERE webhook_url LIKE 'https://old.%');

UPDATE webhook_deliveries AS delivery SET
    status = 'delivered', attempts = 1 + (hashtext(delivery_id::text) % 11 = 0)::int, last_status = 200,
    next_attempt_at = delivery.created_at, finished_at = delivery.created_at + interval '1 second' * (1 + abs(hashtext(delivery_id::text)) % 40)
    FROM webhooks AS webhook
    WHERE webhook.webhook_id = delivery.webhook_id AND webhook_url !~ '(archive|audit|old)[.]'
        AND delivery.created_at < now() - interval '2 minutes';
UPDATE webhooks SET last_triggered_at = (
    SELECT max(finished_at) FROM webhook_deliveries AS delivery
    WHERE delivery.webhook_id = webhooks.webhook_id AND delivery.status = 'delivered');

-- A receiver that has been down since it was registered: what is older than three days was given up, the rest is tried again.
UPDATE webhook_deliveries AS delivery SET
    status = CASE WHEN delivery.created_at < now() - interval '3 days' THEN 'dead' ELSE 'pending' END::delivery_status,
    attempts = CASE WHEN delivery.created_at < now() - interval '3 days' THEN 14 ELSE 6 END,
    last_status = 503, last_error = 'the receiver answered 503',
    next_attempt_at = now() + interval '3 hours',
    finished_at = CASE WHEN delivery.created_at < now() - interval '3 days' THEN delivery.created_at + interval '3 days' END
    FROM webhooks AS webhook
    WHERE webhook.webhook_id = delivery.webhook_id AND webhook_url LIKE 'https://audit.%';

-- A receiver that is gone: its webhook is switched off.
UPDATE webhooks SET is_active = false, disabled_reason = 'gone', updated_at = created_at + interval '2 days'
    WHERE webhook_url LIKE 'https://old.%';
UPDATE webhook_deliveries AS delivery SET
    status = 'dead', attempts = 1, last_status = 410, last_error = 'gone', next_attempt_at = delivery.created_at,
    finished_at = delivery.created_at + interval '2 seconds'
    FROM webhooks AS webhook
    WHERE webhook.webhook_id = delivery.webhook_id AND webhook_url LIKE 'https://old.%';

-- Routes that serve.
UPDATE route_health SET consecutive_failures = 0, trouble = NULL, failing_since = NULL, times_set_aside = 0, set_aside_until = NULL,
    probe_until = NULL, latency_ms = coalesce(latency_ms, 900), measured_at = now() - interval '1 minute';
DELETE FROM route_health WHERE credential_id IS NULL;

-- One is set aside, one is to be probed, one has begun to fail, one has a refused key, one has lost its model.
UPDATE route_health SET trouble = told.trouble, consecutive_failures = told.failures, last_error_code = told.code,
    last_status = told.status, failing_since = now() - told.since, last_failed_at = now() - interval '2 minutes',
    times_set_aside = told.times, set_aside_until = now() + told.until
    FROM (VALUES
        ('aurora-health', 'claude-opus-5', 'failing'::route_trouble, 9, 'provider_error', 503, interval '40 minutes', 4,
            interval '5 hours'),
        ('brightcart', 'gemini-3.5-flash', 'failing', 6, 'provider_timeout', NULL, interval '25 minutes', 1, interval '-1 minute'),
        ('brightcart', 'gpt-5-nano', 'failing', 2, 'provider_rate_limited', 429, interval '3 minutes', 0, NULL),
        ('ledgerline', 'gpt-5.2', 'account', 1, 'provider_auth_failed', 401, interval '2 hours', 0, interval '5 hours'),
        ('brightcart', 'accounts/fireworks/models/kimi-k2p5', 'gone', 1, 'model_unavailable', 404, interval '6 hours', 0,
            interval '5 hours')
    ) AS told (organization_id, model, trouble, failures, code, status, since, times, until)
    WHERE route_health.organization_id = told.organization_id AND route_health.model = told.model;
