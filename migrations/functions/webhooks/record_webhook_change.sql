-- Records a change of a webhook, by an operator or by its team.
CREATE FUNCTION record_webhook_change(p_principal jsonb, p_action text, p_webhook_id uuid, p_details jsonb)
RETURNS void LANGUAGE sql AS $$
    SELECT record_change(p_principal, p_action, 'webhook', p_webhook_id::text, p_details)
$$;
