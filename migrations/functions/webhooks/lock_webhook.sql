-- Takes the lock of a webhook to change it. Why this principal may not, or null. A stale change is refused.
CREATE FUNCTION lock_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_updated_at timestamptz;
BEGIN
    SELECT updated_at INTO v_updated_at FROM webhooks WHERE webhook_id = p_webhook_id FOR NO KEY UPDATE;
    RETURN coalesce(
        webhook_refusal(p_principal, p_webhook_id, true),
        CASE WHEN is_stale(p_principal, v_updated_at) THEN refusal('stale_change') END);
END $$;
