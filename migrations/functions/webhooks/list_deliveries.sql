-- Deliveries of a webhook, of a status or of any, the newest first. p_before: the delivery before which they were made, or
-- null.
CREATE FUNCTION list_deliveries(
    p_principal jsonb, p_webhook_id uuid, p_status delivery_status, p_before uuid, p_limit bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(webhook_refusal(p_principal, p_webhook_id, false), (
        SELECT granted(jsonb_build_object(
            'items', coalesce(jsonb_agg(delivery_document(delivery) ORDER BY place) FILTER (WHERE place <= p_limit), '[]'),
            -- The last of the page, if others follow.
            'next', CASE WHEN count(*) > p_limit THEN jsonb_agg((delivery).delivery_id ORDER BY place)->(p_limit::int - 1) END))
        FROM (SELECT delivery, row_number() OVER (ORDER BY created_at DESC, delivery_id DESC) AS place FROM webhook_deliveries AS delivery
              WHERE webhook_id = p_webhook_id AND (p_status IS NULL OR status = p_status)
                  AND (p_before IS NULL OR (created_at, delivery_id) < (
                      SELECT created_at, delivery_id FROM webhook_deliveries WHERE delivery_id = p_before))
              ORDER BY created_at DESC, delivery_id DESC LIMIT p_limit + 1) AS listed
    ));
END $$;
