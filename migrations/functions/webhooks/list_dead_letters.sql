-- Deliveries that were given up, the newest first. p_team_id null: the key's own team, or all teams for operators. p_before:
-- the delivery before which they were made, or null.
CREATE FUNCTION list_dead_letters(p_principal jsonb, p_team_id text, p_before uuid, p_limit bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_team_id text := team_of_principal(p_principal, p_team_id);
BEGIN
    RETURN coalesce(webhooks_refusal(p_principal, v_team_id), (
        SELECT granted(jsonb_build_object(
            'items', coalesce(jsonb_agg(delivery_document(delivery) ORDER BY place) FILTER (WHERE place <= p_limit), '[]'),
            -- The last of the page, if others follow.
            'next', CASE WHEN count(*) > p_limit THEN jsonb_agg((delivery).delivery_id ORDER BY place)->(p_limit::int - 1) END))
        FROM (SELECT delivery, row_number() OVER (ORDER BY created_at DESC, delivery_id DESC) AS place FROM webhook_deliveries AS delivery
              WHERE (v_team_id IS NULL OR delivery.team_id = v_team_id) AND status = 'dead'
                  AND (p_before IS NULL OR (created_at, delivery_id) < (
                      SELECT created_at, delivery_id FROM webhook_deliveries WHERE delivery_id = p_before))
              ORDER BY created_at DESC, delivery_id DESC LIMIT p_limit + 1) AS listed
    ));
END $$;
