-- Puts another secret in the place of the present one, which signs beside it for p_grace_seconds more.
CREATE FUNCTION rotate_webhook_secret(p_principal jsonb, p_webhook_id uuid, p_sealed_secret text, p_grace_seconds bigint)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := lock_webhook(p_principal, p_webhook_id);
    v_webhook webhooks;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE webhooks SET sealed_secret = p_sealed_secret, previous_sealed_secret = sealed_secret,
            previous_secret_until = now() + p_grace_seconds * interval '1 second', updated_at = now()
        WHERE webhook_id = p_webhook_id RETURNING * INTO v_webhook;
    PERFORM record_webhook_change(p_principal, 'rotated_webhook_secret', p_webhook_id,
        jsonb_build_object('team_id', v_webhook.team_id, 'grace_seconds', p_grace_seconds));
    RETURN granted(webhook_document(v_webhook));
END $$;
