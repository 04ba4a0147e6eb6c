-- Operators' changes are on record; a team's own are its own.
CREATE FUNCTION record_webhook_change(p_principal jsonb, p_action text, p_webhook_id uuid, p_details jsonb)
RETURNS void LANGUAGE sql AS $$
    SELECT record_change(p_principal, p_action, 'webhook', p_webhook_id::text, p_details) WHERE is_operator(p_principal)
$$;
