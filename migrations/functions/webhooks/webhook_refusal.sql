-- Why a principal may not see, or change, this webhook, or null. Another team's is not there.
CREATE FUNCTION webhook_refusal(p_principal jsonb, p_webhook_id uuid, p_change boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_owner text := (SELECT team_id FROM webhooks WHERE webhook_id = p_webhook_id);
    v_team_id text := coalesce(team_of_principal(p_principal, NULL), v_owner);
BEGIN
    RETURN coalesce(
        CASE WHEN is_operator(p_principal) THEN operator_refusal(p_principal)
            ELSE team_or_operator_refusal(p_principal, v_team_id, NOT p_change) END,
        CASE WHEN v_owner IS DISTINCT FROM v_team_id OR v_owner IS NULL THEN refusal('webhook_not_found') END);
END $$;
