-- Sends a webhook something to try it out, whatever events it wants. A team tries its webhooks ten times a minute at most.
CREATE FUNCTION test_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := coalesce(lock_webhook(p_principal, p_webhook_id), inactive_webhook_refusal(p_webhook_id),
        webhook_tests_refusal(p_webhook_id));
    v_delivery webhook_deliveries;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    INSERT INTO webhook_deliveries (webhook_id, team_id, event, body)
        SELECT webhook_id, team_id, 'webhook.test',
            webhook_event_body('webhook.test', team_id, NULL, jsonb_build_object('webhook_id', webhook_id))
        FROM webhooks WHERE webhook_id = p_webhook_id
        RETURNING * INTO v_delivery;
    RETURN granted(delivery_document(v_delivery));
END $$;
