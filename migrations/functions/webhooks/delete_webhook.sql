-- Removes a webhook, with what waits for it.
CREATE FUNCTION delete_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := lock_webhook(p_principal, p_webhook_id);
    v_webhook webhooks;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    DELETE FROM webhooks WHERE webhook_id = p_webhook_id RETURNING * INTO v_webhook;
    PERFORM record_webhook_change(p_principal, 'deleted_webhook', p_webhook_id,
        jsonb_build_object('before', webhook_document(v_webhook)));
    RETURN granted(webhook_document(v_webhook));
END $$;
