-- p_change has what changes: "webhook_url", "description", "events", "is_active", "sealed_auth_header" (null: none).
-- "webhook_url_before", "had_auth_header": what was read before the header was sealed, or was left as it is.
CREATE FUNCTION update_webhook(p_principal jsonb, p_webhook_id uuid, p_change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := lock_webhook(p_principal, p_webhook_id);
    v_before webhooks;
    v_after webhooks;
    v_differences jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_before FROM webhooks WHERE webhook_id = p_webhook_id;
    IF p_change ? 'webhook_url_before' AND (v_before.webhook_url, v_before.sealed_auth_header IS NOT NULL)
            <> (p_change->>'webhook_url_before', (p_change->>'had_auth_header')::boolean) THEN
        RETURN refusal('stale_change');
    END IF;
    UPDATE webhooks SET
            webhook_url = coalesce(p_change->>'webhook_url', webhook_url),
            description = CASE WHEN p_change ? 'description' THEN p_change->>'description' ELSE description END,
            events = CASE WHEN p_change ? 'events' THEN ARRAY(SELECT jsonb_array_elements_text(p_change->'events')) ELSE events END,
            is_active = coalesce((p_change->>'is_active')::boolean, is_active),
            disabled_reason = CASE WHEN p_change ? 'is_active' THEN NULL ELSE disabled_reason END,
            sealed_auth_header = CASE WHEN p_change ? 'sealed_auth_header' THEN p_change->>'sealed_auth_header'
                ELSE sealed_auth_header END,
            updated_at = now()
        WHERE webhook_id = p_webhook_id RETURNING * INTO v_after;
    IF v_before.is_active AND NOT v_after.is_active THEN
        PERFORM mark_deliveries_dead(p_webhook_id, 'switched_off');
    END IF;
    -- What is sent as Authorization is not in there, but that it was changed is.
    v_differences := differences(webhook_document(v_before), webhook_document(v_after));
    IF v_differences IS NOT NULL OR v_before.sealed_auth_header IS DISTINCT FROM v_after.sealed_auth_header THEN
        PERFORM record_webhook_change(p_principal, 'updated_webhook', p_webhook_id,
            coalesce(v_differences, '{}') || jsonb_build_object('team_id', v_after.team_id, 'auth_header_changed',
                v_before.sealed_auth_header IS DISTINCT FROM v_after.sealed_auth_header));
    END IF;
    RETURN granted(webhook_document(v_after));
END $$;
