-- Why nothing is sent to a webhook, or null. Volatile: it sees what was changed while its caller waited for the lock.
CREATE FUNCTION inactive_webhook_refusal(p_webhook_id uuid) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
    SELECT refusal('invalid_value', '{"detail": "The webhook is switched off. Switch it on first."}')
    FROM webhooks WHERE webhook_id = p_webhook_id AND NOT is_active
$$;
