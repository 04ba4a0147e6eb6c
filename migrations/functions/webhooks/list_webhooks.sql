-- Webhooks, the newest first. p_team_id null: the key's own team's, or all for operators.
CREATE FUNCTION list_webhooks(p_principal jsonb, p_team_id text, p_limit bigint, p_offset bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_team_id text := team_of_principal(p_principal, p_team_id);
BEGIN
    RETURN coalesce(webhooks_refusal(p_principal, v_team_id), (
        SELECT counted(jsonb_agg(webhook_document(page) ORDER BY created_at DESC, webhook_id DESC), (
            SELECT count(*) FROM webhooks WHERE v_team_id IS NULL OR team_id = v_team_id))
        FROM (SELECT * FROM webhooks AS webhook WHERE v_team_id IS NULL OR webhook.team_id = v_team_id
              ORDER BY created_at DESC, webhook_id DESC LIMIT p_limit OFFSET p_offset) AS page
    ));
END $$;
