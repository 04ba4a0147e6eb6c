-- A webhook, as its readers see it: without its secrets.
CREATE FUNCTION webhook_document(p_webhook webhooks) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'webhook_id', p_webhook.webhook_id, 'team_id', p_webhook.team_id, 'webhook_url', p_webhook.webhook_url,
        'description', p_webhook.description, 'events', p_webhook.events, 'is_active', p_webhook.is_active,
        'disabled_reason', p_webhook.disabled_reason, 'has_auth_header', p_webhook.sealed_auth_header IS NOT NULL,
        'previous_secret_until', CASE WHEN p_webhook.previous_secret_until > now()
            THEN p_webhook.previous_secret_until END,
        'created_at', p_webhook.created_at, 'updated_at', p_webhook.updated_at,
        'last_triggered_at', p_webhook.last_triggered_at)
$$;
