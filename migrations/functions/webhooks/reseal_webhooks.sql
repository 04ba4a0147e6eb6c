-- p_resealed: [{"webhook_id", "old": {...}, "new": {...}}], each with "secret", "previous_secret" and "auth_header". One that
-- was changed in the meantime stays as it is.
CREATE FUNCTION reseal_webhooks(p_principal jsonb, p_key_id text, p_resealed jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_count bigint;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    WITH locked AS (
        SELECT webhook_id, resealed.new FROM webhooks
        JOIN jsonb_to_recordset(p_resealed) AS resealed (webhook_id uuid, old jsonb, new jsonb) USING (webhook_id)
        WHERE sealed_secret = old->>'secret' AND previous_sealed_secret IS NOT DISTINCT FROM old->>'previous_secret'
            AND sealed_auth_header IS NOT DISTINCT FROM old->>'auth_header'
        ORDER BY webhook_id FOR NO KEY UPDATE OF webhooks
    )
    UPDATE webhooks SET sealed_secret = locked.new->>'secret', previous_sealed_secret = locked.new->>'previous_secret',
            sealed_auth_header = locked.new->>'auth_header'
        FROM locked WHERE webhooks.webhook_id = locked.webhook_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count > 0 THEN
        PERFORM record_change(p_principal, 'resealed_webhooks', 'webhook', NULL,
            jsonb_build_object('sealed_with', p_key_id, 'count', v_count));
    END IF;
    RETURN granted(jsonb_build_object('resealed', v_count,
        'remaining', (SELECT count(*) FROM webhooks_not_sealed_with(p_key_id))));
END $$;
