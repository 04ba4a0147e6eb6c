-- What teams and operators do with webhooks. Secrets are made and sealed outside.

CREATE FUNCTION webhook_document(p_webhook webhooks) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'webhook_id', p_webhook.webhook_id, 'team_id', p_webhook.team_id, 'webhook_url', p_webhook.webhook_url,
        'description', p_webhook.description, 'events', p_webhook.events, 'is_active', p_webhook.is_active,
        'disabled_reason', p_webhook.disabled_reason, 'has_auth_header', p_webhook.sealed_auth_header IS NOT NULL,
        'previous_secret_until', CASE WHEN p_webhook.previous_secret_until > now()
            THEN rfc3339(p_webhook.previous_secret_until) END,
        'created_at', rfc3339(p_webhook.created_at), 'updated_at', rfc3339(p_webhook.updated_at),
        'last_triggered_at', rfc3339(p_webhook.last_triggered_at))
$$;

CREATE FUNCTION delivery_document(p_delivery webhook_deliveries) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'delivery_id', p_delivery.delivery_id, 'webhook_id', p_delivery.webhook_id, 'team_id', p_delivery.team_id,
        'event', p_delivery.event, 'body', p_delivery.body::jsonb, 'status', p_delivery.status,
        'attempts', p_delivery.attempts,
        'next_attempt_at', CASE WHEN p_delivery.status = 'pending' THEN rfc3339(p_delivery.next_attempt_at) END,
        'last_status', p_delivery.last_status, 'last_error', p_delivery.last_error,
        'created_at', rfc3339(p_delivery.created_at), 'finished_at', rfc3339(p_delivery.finished_at))
$$;

-- The team whose webhooks a principal asks for where it names none: a key's own; null, all, for operators.
CREATE FUNCTION team_of_principal(p_principal jsonb, p_team_id text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_team_id IS NOT NULL OR is_operator(p_principal) THEN p_team_id
        ELSE (team_of_key(decode(p_principal->>'key_hash', 'hex'))).team_id END
$$;

-- Why a principal may not see the webhooks of a team (null: of all teams), or null.
CREATE FUNCTION webhooks_refusal(p_principal jsonb, p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_team_id IS NULL AND is_operator(p_principal) THEN operator_refusal(p_principal)
        ELSE team_or_operator_refusal(p_principal, p_team_id, true) END
$$;

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

-- Takes the lock of a webhook to change it. Why this principal may not, or null.
CREATE FUNCTION lock_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM webhooks WHERE webhook_id = p_webhook_id FOR NO KEY UPDATE;
    RETURN webhook_refusal(p_principal, p_webhook_id, true);
END $$;

-- Why nothing is sent to a webhook, or null. Volatile: it sees what was changed while its caller waited for the lock.
CREATE FUNCTION switched_off_refusal(p_webhook_id uuid) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
    SELECT refusal('invalid_value', '{"detail": "The webhook is switched off. Switch it on first."}')
    FROM webhooks WHERE webhook_id = p_webhook_id AND NOT is_active
$$;

-- Operators' changes are on record; a team's own are its own.
CREATE FUNCTION record_webhook_change(p_principal jsonb, p_action text, p_webhook_id uuid, p_details jsonb)
RETURNS void LANGUAGE sql AS $$
    SELECT record_change(p_principal, p_action, 'webhook', p_webhook_id::text, p_details) WHERE is_operator(p_principal)
$$;

-- p_webhook: "webhook_id", "webhook_url", "description", "events", "sealed_secret", "sealed_auth_header".
CREATE FUNCTION register_webhook(p_principal jsonb, p_team_id text, p_webhook jsonb, p_idempotency jsonb, p_most bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := team_or_operator_refusal(p_principal, p_team_id, false);
    v_webhook webhooks;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF (lock_team(p_team_id)).team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    SELECT * INTO v_webhook FROM webhooks
        WHERE team_id = p_team_id AND idempotency->>'key' = p_idempotency->>'key' AND created_at > now() - interval '24 hours'
        ORDER BY created_at DESC LIMIT 1;
    IF FOUND THEN
        RETURN CASE WHEN v_webhook.idempotency->>'request_hash' = p_idempotency->>'request_hash'
            THEN granted(webhook_document(v_webhook) || '{"replayed": true}')
            ELSE refusal('idempotency_key_reused') END;
    END IF;
    IF (SELECT count(*) FROM webhooks WHERE team_id = p_team_id) >= p_most THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail',
            format('The team has %s webhooks already, which is the most. Delete one first.', p_most)));
    END IF;
    INSERT INTO webhooks (webhook_id, team_id, webhook_url, description, events, sealed_secret, sealed_auth_header, idempotency)
        VALUES ((p_webhook->>'webhook_id')::uuid, p_team_id, p_webhook->>'webhook_url', p_webhook->>'description',
            ARRAY(SELECT jsonb_array_elements_text(p_webhook->'events')), p_webhook->>'sealed_secret',
            p_webhook->>'sealed_auth_header', p_idempotency)
        RETURNING * INTO v_webhook;
    PERFORM record_webhook_change(p_principal, 'created_webhook', v_webhook.webhook_id,
        jsonb_build_object('after', webhook_document(v_webhook)));
    RETURN granted(webhook_document(v_webhook));
END $$;

-- What waits for a webhook that is switched off is given up. It can be tried again later.
CREATE FUNCTION give_up_deliveries(p_webhook_id uuid, p_error text) RETURNS void LANGUAGE sql AS $$
    UPDATE webhook_deliveries SET status = 'dead', last_error = p_error, finished_at = now()
        WHERE webhook_id = p_webhook_id AND status = 'pending'
$$;

-- p_change has what changes: "webhook_url", "description", "events", "is_active", "sealed_auth_header" (null: none).
CREATE FUNCTION update_webhook(p_principal jsonb, p_webhook_id uuid, p_change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
        PERFORM give_up_deliveries(p_webhook_id, 'switched_off');
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

-- Puts another secret in the place of the present one, which signs beside it for p_grace_seconds more.
CREATE FUNCTION rotate_webhook_secret(p_principal jsonb, p_webhook_id uuid, p_sealed_secret text, p_grace_seconds bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
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

CREATE FUNCTION delete_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := lock_webhook(p_principal, p_webhook_id);
    v_webhook webhooks;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    DELETE FROM webhooks WHERE webhook_id = p_webhook_id RETURNING * INTO v_webhook;
    PERFORM record_webhook_change(p_principal, 'deleted_webhook', p_webhook_id,
        jsonb_build_object('before', webhook_document(v_webhook)));
    RETURN granted(webhook_document(v_webhook));
END $$;

-- Sends a webhook something to try it out, whatever events it wants.
CREATE FUNCTION test_webhook(p_principal jsonb, p_webhook_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := coalesce(lock_webhook(p_principal, p_webhook_id), switched_off_refusal(p_webhook_id));
    v_delivery webhook_deliveries;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    INSERT INTO webhook_deliveries (webhook_id, team_id, event, body)
        SELECT webhook_id, team_id, 'webhook.test',
            event_body('webhook.test', team_id, NULL, jsonb_build_object('webhook_id', webhook_id))
        FROM webhooks WHERE webhook_id = p_webhook_id
        RETURNING * INTO v_delivery;
    RETURN granted(delivery_document(v_delivery));
END $$;

-- Sends something once more, at once: what was given up, or has arrived already, or waits for its next attempt.
CREATE FUNCTION retry_delivery(p_principal jsonb, p_webhook_id uuid, p_delivery_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := coalesce(lock_webhook(p_principal, p_webhook_id), switched_off_refusal(p_webhook_id));
    v_delivery webhook_deliveries;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_attempt_at = now(), finished_at = NULL
        WHERE delivery_id = p_delivery_id AND webhook_id = p_webhook_id RETURNING * INTO v_delivery;
    IF v_delivery.delivery_id IS NULL THEN
        RETURN refusal('delivery_not_found');
    END IF;
    PERFORM record_webhook_change(p_principal, 'retried_webhook_delivery', p_webhook_id,
        jsonb_build_object('team_id', v_delivery.team_id, 'delivery_id', p_delivery_id));
    RETURN granted(delivery_document(v_delivery));
END $$;

-- Webhooks with a secret that is sealed with another key than this one, by id.
CREATE FUNCTION webhooks_not_sealed_with(p_key_id text) RETURNS SETOF webhooks LANGUAGE sql STABLE AS $$
    SELECT * FROM webhooks
    WHERE EXISTS (SELECT FROM unnest(ARRAY[sealed_secret, previous_sealed_secret, sealed_auth_header]) AS sealed
                  WHERE split_part(sealed, '.', 2) <> p_key_id)
$$;

-- p_resealed: [{"webhook_id", "old": {...}, "new": {...}}], each with "secret", "previous_secret" and "auth_header". One that
-- was changed in the meantime stays as it is.
CREATE FUNCTION reseal_webhooks(p_principal jsonb, p_key_id text, p_resealed jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
