-- What waits for a webhook that is switched off is given up. It can be tried again later.
CREATE FUNCTION mark_deliveries_dead(p_webhook_id uuid, p_error text) RETURNS void LANGUAGE sql AS $$
    UPDATE webhook_deliveries SET status = 'dead', last_error = p_error, finished_at = now()
        WHERE webhook_id = p_webhook_id AND status = 'pending'
$$;
