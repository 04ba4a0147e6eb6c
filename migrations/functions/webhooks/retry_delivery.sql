-- Sends something once more, at once: what was given up, or has arrived already, or waits for its next attempt.
CREATE FUNCTION retry_delivery(p_principal jsonb, p_webhook_id uuid, p_delivery_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(lock_webhook(p_principal, p_webhook_id), inactive_webhook_refusal(p_webhook_id));
    v_delivery webhook_deliveries;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_attempt_at = now(), finished_at = NULL
        WHERE delivery_id = p_delivery_id AND webhook_id = p_webhook_id RETURNING * INTO v_delivery;
    IF v_delivery.delivery_id IS NULL THEN
        RETURN refusal('delivery_not_found');
    END IF;
    PERFORM record_webhook_change(p_principal, 'retried_webhook_delivery', p_webhook_id,
        jsonb_build_object('team_id', v_delivery.team_id, 'delivery_id', p_delivery_id));
    RETURN granted(delivery_document(v_delivery));
END $$;
