-- The deliveries that are due, of each webhook at most p_each. The index leads from one webhook to the next, so that a long
-- queue of one webhook costs the others nothing.
CREATE FUNCTION due_deliveries(p_each bigint) RETURNS SETOF webhook_deliveries LANGUAGE sql STABLE AS $$
    WITH RECURSIVE waiting AS (
        (SELECT webhook_id FROM webhook_deliveries WHERE status = 'pending' ORDER BY webhook_id LIMIT 1)
        UNION ALL
        SELECT (SELECT delivery.webhook_id FROM webhook_deliveries AS delivery
                WHERE delivery.status = 'pending' AND delivery.webhook_id > waiting.webhook_id
                ORDER BY delivery.webhook_id LIMIT 1)
        FROM waiting WHERE waiting.webhook_id IS NOT NULL
    )
    SELECT due.* FROM waiting CROSS JOIN LATERAL (
        SELECT * FROM webhook_deliveries AS delivery
        WHERE delivery.webhook_id = waiting.webhook_id AND status = 'pending' AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT p_each) AS due
$$;
