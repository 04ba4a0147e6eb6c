-- One webhook.
CREATE FUNCTION get_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(webhook_refusal(p_principal, p_webhook_id, false),
        (SELECT granted(webhook_document(webhook)) FROM webhooks AS webhook WHERE webhook_id = p_webhook_id));
END $$;
