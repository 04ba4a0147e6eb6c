-- Takes the lock of a webhook to change it. Why this principal may not, or null.
CREATE FUNCTION lock_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM webhooks WHERE webhook_id = p_webhook_id FOR NO KEY UPDATE;
    RETURN webhook_refusal(p_principal, p_webhook_id, true);
END $$;
