-- p_reports: [{"delivery_id", "attempt", "outcome": "delivered" | "retried" | "dead" | "gone", "status", "error",
-- "retry_in_seconds"}]. A webhook that is gone is switched off. Clears away what was delivered a week ago, and what was given
-- up a month ago.
CREATE FUNCTION report_deliveries(p_principal jsonb, p_reports jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_reported uuid[] := ARRAY(SELECT (report->>'delivery_id')::uuid FROM jsonb_array_elements(p_reports) AS report);
    v_webhook_id uuid;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- Webhooks before their deliveries, as switching one off does.
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
        PERFORM mark_deliveries_dead(v_webhook_id, 'gone');
    END LOOP;
    DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM webhook_deliveries
        WHERE status = 'delivered' AND finished_at < now() - interval '7 days' LIMIT 1000 FOR UPDATE SKIP LOCKED));
    DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM webhook_deliveries
        WHERE status = 'dead' AND finished_at < now() - interval '30 days' LIMIT 1000 FOR UPDATE SKIP LOCKED));
    RETURN granted('{}');
END $$;
