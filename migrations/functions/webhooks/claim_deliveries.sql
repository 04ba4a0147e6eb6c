-- Takes at most p_most deliveries that are due, of each webhook at most p_each, so that a slow webhook does not delay the
-- others. Teams take turns, so that one with many messages does not either. A delivery that is not reported within
-- p_lease_seconds is due again. "more": further deliveries are due.
CREATE FUNCTION claim_deliveries(p_principal jsonb, p_most bigint, p_each bigint, p_lease_seconds bigint)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_due uuid[];
    v_claimed jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_due := ARRAY(
        SELECT delivery_id FROM (
            SELECT delivery_id, next_attempt_at,
                row_number() OVER (PARTITION BY team_id ORDER BY next_attempt_at, delivery_id) AS turn
            FROM due_deliveries(p_each)) AS due
        ORDER BY turn, next_attempt_at, delivery_id LIMIT p_most);
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
        'more', EXISTS (SELECT FROM due_deliveries(1))));
END $$;
