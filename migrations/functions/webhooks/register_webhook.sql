-- p_webhook: "webhook_id", "webhook_url", "description", "events", "sealed_secret", "sealed_auth_header".
CREATE FUNCTION register_webhook(p_principal jsonb, p_team_id text, p_webhook jsonb, p_idempotency jsonb, p_most bigint)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := team_or_operator_refusal(p_principal, p_team_id, false);
    v_webhook webhooks;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    SELECT * INTO v_webhook FROM webhooks
        WHERE team_id = p_team_id AND idempotency->>'key' = p_idempotency->>'key' AND created_at > now() - interval '24 hours'
        ORDER BY created_at DESC LIMIT 1;
    IF FOUND THEN
        RETURN CASE WHEN v_webhook.idempotency->>'request_hash' = p_idempotency->>'request_hash'
            THEN granted(webhook_document(v_webhook) || '{"replayed": true}')
            ELSE refusal('idempotency_key_reused') END;
    END IF;
    IF (SELECT count(*) FROM webhooks WHERE team_id = p_team_id) >= p_most THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail',
            format('The team has %s webhooks already, which is the most. Delete one first.', p_most)));
    END IF;
    INSERT INTO webhooks (webhook_id, team_id, webhook_url, description, events, sealed_secret, sealed_auth_header, idempotency)
        VALUES ((p_webhook->>'webhook_id')::uuid, p_team_id, p_webhook->>'webhook_url', p_webhook->>'description',
            ARRAY(SELECT jsonb_array_elements_text(p_webhook->'events')), p_webhook->>'sealed_secret',
            p_webhook->>'sealed_auth_header', p_idempotency)
        RETURNING * INTO v_webhook;
    PERFORM record_webhook_change(p_principal, 'created_webhook', v_webhook.webhook_id,
        jsonb_build_object('after', webhook_document(v_webhook)));
    RETURN granted(webhook_document(v_webhook));
END $$;
