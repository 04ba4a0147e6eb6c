-- A delivery, as its readers see it.
CREATE FUNCTION delivery_document(p_delivery webhook_deliveries) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'delivery_id', p_delivery.delivery_id, 'webhook_id', p_delivery.webhook_id, 'team_id', p_delivery.team_id,
        'event', p_delivery.event, 'body', p_delivery.body::jsonb, 'status', p_delivery.status,
        'attempts', p_delivery.attempts,
        'next_attempt_at', CASE WHEN p_delivery.status = 'pending' THEN p_delivery.next_attempt_at END,
        'last_status', p_delivery.last_status, 'last_error', p_delivery.last_error,
        'created_at', p_delivery.created_at, 'finished_at', p_delivery.finished_at)
$$;
