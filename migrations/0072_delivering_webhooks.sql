-- How what is in the outbox is sent: a round takes what is due, sends it, and reports how that went.

-- Takes at most p_most deliveries that are due, of each webhook at most p_each, so that none keeps the others waiting. If
-- nothing is reported of one within p_lease_seconds, it is due again. "more" tells that others are due.
CREATE FUNCTION claim_deliveries(p_principal jsonb, p_most bigint, p_each bigint, p_lease_seconds bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_due uuid[];
    v_claimed jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_due := ARRAY(SELECT delivery_id FROM deliveries_due(p_each) ORDER BY next_attempt_at, delivery_id LIMIT p_most);
    WITH locked AS (
        SELECT delivery_id FROM webhook_deliveries
        WHERE delivery_id = ANY (v_due) AND status = 'pending' AND next_attempt_at <= now()
        ORDER BY delivery_id FOR NO KEY UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE webhook_deliveries AS delivery
        SET attempts = attempts + 1, next_attempt_at = now() + p_lease_seconds * interval '1 second'
        FROM locked WHERE delivery.delivery_id = locked.delivery_id
        RETURNING delivery.*
    )
    SELECT jsonb_agg(jsonb_build_object(
            'delivery_id', delivery_id, 'webhook_id', webhook_id, 'team_id', webhook.team_id, 'attempt', attempts,
            'event', event, 'body', body, 'webhook_url', webhook_url, 'sealed_secret', sealed_secret,
            'previous_sealed_secret', CASE WHEN previous_secret_until > now() THEN previous_sealed_secret END,
            'sealed_auth_header', sealed_auth_header))
        INTO v_claimed FROM claimed JOIN webhooks AS webhook USING (webhook_id);
    RETURN granted(jsonb_build_object('deliveries', coalesce(v_claimed, '[]'),
        'more', EXISTS (SELECT FROM deliveries_due(1))));
END $$;

-- What is due, of each webhook at most p_each. From webhook to webhook it goes by the index: how much waits for one of them
-- makes no difference to the others.
CREATE FUNCTION deliveries_due(p_each bigint) RETURNS SETOF webhook_deliveries LANGUAGE sql STABLE AS $$
    WITH RECURSIVE waiting AS (
        (SELECT webhook_id FROM webhook_deliveries WHERE status = 'pending' ORDER BY webhook_id LIMIT 1)
        UNION ALL
        SELECT (SELECT delivery.webhook_id FROM webhook_deliveries AS delivery
                WHERE delivery.status = 'pending' AND delivery.webhook_id > waiting.webhook_id
                ORDER BY delivery.webhook_id LIMIT 1)
        FROM waiting WHERE waiting.webhook_id IS NOT NULL
    )
    SELECT due.* FROM waiting CROSS JOIN LATERAL (
        SELECT * FROM webhook_deliveries AS delivery
        WHERE delivery.webhook_id = waiting.webhook_id AND status = 'pending' AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT p_each) AS due
$$;

-- p_reports: [{"delivery_id", "attempt", "outcome": "delivered" | "retried" | "dead" | "gone", "status", "error",
-- "retry_in_seconds"}]. A webhook that is gone is switched off. Clears away what was delivered a week ago, and what was given
-- up a month ago.
CREATE FUNCTION report_deliveries(p_principal jsonb, p_reports jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_reported uuid[] := ARRAY(SELECT (report->>'delivery_id')::uuid FROM jsonb_array_elements(p_reports) AS report);
    v_webhook_id uuid;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- Webhooks before their deliveries, as whoever switches one off locks them.
    PERFORM FROM webhooks
        WHERE webhook_id IN (SELECT webhook_id FROM webhook_deliveries WHERE delivery_id = ANY (v_reported))
        ORDER BY webhook_id FOR NO KEY UPDATE;
    WITH reported AS (
        SELECT * FROM jsonb_to_recordset(p_reports)
            AS report (delivery_id uuid, attempt int, outcome text, status int, error text, retry_in_seconds bigint)
    ), locked AS (
        SELECT delivery.delivery_id, reported.outcome, reported.status, reported.error, reported.retry_in_seconds
        FROM webhook_deliveries AS delivery JOIN reported USING (delivery_id)
        WHERE delivery.delivery_id = ANY (v_reported) AND delivery.status = 'pending' AND delivery.attempts = reported.attempt
        ORDER BY delivery.delivery_id FOR NO KEY UPDATE OF delivery
    ), written AS (
        UPDATE webhook_deliveries AS delivery SET
            status = CASE locked.outcome WHEN 'delivered' THEN 'delivered' WHEN 'retried' THEN 'pending' ELSE 'dead'
                END::delivery_status,
            last_status = locked.status, last_error = locked.error,
            next_attempt_at = now() + coalesce(locked.retry_in_seconds, 0) * interval '1 second',
            finished_at = CASE WHEN locked.outcome <> 'retried' THEN now() END
        FROM locked WHERE delivery.delivery_id = locked.delivery_id
        RETURNING delivery.webhook_id, locked.outcome
    )
    UPDATE webhooks SET last_triggered_at = now()
        WHERE webhook_id IN (SELECT webhook_id FROM written WHERE outcome = 'delivered');
    FOR v_webhook_id IN
        SELECT DISTINCT webhook_id FROM webhook_deliveries
        JOIN jsonb_to_recordset(p_reports) AS report (delivery_id uuid, outcome text) USING (delivery_id)
        WHERE webhook_deliveries.delivery_id = ANY (v_reported) AND outcome = 'gone' ORDER BY webhook_id
    LOOP
        UPDATE webhooks SET is_active = false, disabled_reason = 'gone', updated_at = now() WHERE webhook_id = v_webhook_id;
        PERFORM give_up_deliveries(v_webhook_id, 'gone');
    END LOOP;
    DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM webhook_deliveries
        WHERE status = 'delivered' AND finished_at < now() - interval '7 days' LIMIT 1000 FOR UPDATE SKIP LOCKED));
    DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM webhook_deliveries
        WHERE status = 'dead' AND finished_at < now() - interval '30 days' LIMIT 1000 FOR UPDATE SKIP LOCKED));
    RETURN granted('{}');
END $$;

ALTER FUNCTION metrics(jsonb) RENAME TO metrics_of_jobs;

CREATE FUNCTION metrics(p_principal jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN answer ? 'value' THEN jsonb_set(answer, '{value,webhook_deliveries}', jsonb_build_object(
            'pending', (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'),
            'dead', (SELECT count(*) FROM webhook_deliveries WHERE status = 'dead')))
        ELSE answer END
    FROM metrics_of_jobs(p_principal) AS answer
$$;
