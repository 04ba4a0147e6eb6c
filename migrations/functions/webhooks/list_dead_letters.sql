-- Deliveries that were given up, the newest first. p_team_id null: the key's own team, or all teams for operators. p_before:
-- the delivery before which they were made, or null.
CREATE FUNCTION list_dead_letters(p_principal jsonb, p_team_id text, p_before uuid, p_limit bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_team_id text := team_of_principal(p_principal, p_team_id);
BEGIN
    RETURN coalesce(webhooks_refusal(p_principal, v_team_id), (
        SELECT granted(coalesce(jsonb_agg(delivery_document(listed) ORDER BY created_at DESC, delivery_id DESC), '[]'))
        FROM (SELECT * FROM webhook_deliveries AS delivery
              WHERE (v_team_id IS NULL OR delivery.team_id = v_team_id) AND status = 'dead'
                  AND (p_before IS NULL OR (created_at, delivery_id) < (
                      SELECT created_at, delivery_id FROM webhook_deliveries WHERE delivery_id = p_before))
              ORDER BY created_at DESC, delivery_id DESC LIMIT p_limit) AS listed
    ));
END $$;
