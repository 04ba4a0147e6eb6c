-- Webhooks: events that are sent to the servers of teams. An event is written into an outbox by the transaction in which it
-- happens, and sent from there later, again and again until it has arrived or is given up.

CREATE TABLE webhooks (
    webhook_id uuid PRIMARY KEY,
    team_id external_id NOT NULL REFERENCES team_credits,
    webhook_url text NOT NULL CHECK (length(webhook_url) BETWEEN 1 AND 2000),
    description text,
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    sealed_secret text NOT NULL,
    previous_sealed_secret text,
    previous_secret_until timestamptz,
    sealed_auth_header text,
    is_active boolean NOT NULL DEFAULT true,
    disabled_reason text,
    idempotency jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    last_triggered_at timestamptz
);

CREATE INDEX webhooks_by_team ON webhooks (team_id);
CREATE INDEX webhooks_by_time ON webhooks (created_at DESC, webhook_id DESC);

COMMENT ON TABLE webhooks IS 'Where the events of a team are sent.';
COMMENT ON COLUMN webhooks.webhook_id IS 'Its id, bound into its sealed secrets.';
COMMENT ON COLUMN webhooks.team_id IS 'The team, bound into its sealed secrets.';
COMMENT ON COLUMN webhooks.webhook_url IS 'The address of the receiver.';
COMMENT ON COLUMN webhooks.description IS 'For people.';
COMMENT ON COLUMN webhooks.events IS 'The events that are sent.';
COMMENT ON COLUMN webhooks.sealed_secret IS 'Signs what is sent. Encrypted.';
COMMENT ON COLUMN webhooks.previous_sealed_secret IS 'The secret before, which signs beside it for a time. Encrypted.';
COMMENT ON COLUMN webhooks.previous_secret_until IS 'Until when the secret before signs.';
COMMENT ON COLUMN webhooks.sealed_auth_header IS 'What is sent as Authorization; null: nothing. Encrypted.';
COMMENT ON COLUMN webhooks.is_active IS 'Whether events are sent.';
COMMENT ON COLUMN webhooks.disabled_reason IS 'Why events are not sent, where it was not switched off by hand: gone.';
COMMENT ON COLUMN webhooks.idempotency IS 'The request that made it, {"key", "request_hash"}, if that had an Idempotency-Key.';
COMMENT ON COLUMN webhooks.created_at IS 'When it was registered.';
COMMENT ON COLUMN webhooks.updated_at IS 'When it was last changed.';
COMMENT ON COLUMN webhooks.last_triggered_at IS 'When an event last arrived.';

CREATE TYPE delivery_status AS ENUM ('pending', 'delivered', 'dead');
COMMENT ON TYPE delivery_status IS 'dead: given up, a dead letter.';

CREATE TABLE webhook_deliveries (
    delivery_id uuid PRIMARY KEY DEFAULT new_uuid(),
    webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    team_id external_id NOT NULL,
    event text NOT NULL,
    body text NOT NULL,
    status delivery_status NOT NULL DEFAULT 'pending',
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    last_status int,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);

CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, next_attempt_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, created_at DESC, delivery_id DESC);
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (team_id, created_at DESC, delivery_id DESC) WHERE status = 'dead';
CREATE INDEX webhook_deliveries_dead_by_time ON webhook_deliveries (created_at DESC, delivery_id DESC) WHERE status = 'dead';
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (status, finished_at) WHERE status <> 'pending';

COMMENT ON TABLE webhook_deliveries IS 'The outbox: one event for one webhook each.';
COMMENT ON COLUMN webhook_deliveries.delivery_id IS 'Its id, the same at each attempt.';
COMMENT ON COLUMN webhook_deliveries.webhook_id IS 'Where it is sent.';
COMMENT ON COLUMN webhook_deliveries.team_id IS 'The team.';
COMMENT ON COLUMN webhook_deliveries.event IS 'What happened, such as job.completed.';
COMMENT ON COLUMN webhook_deliveries.body IS 'The body, byte for byte the same at each attempt.';
COMMENT ON COLUMN webhook_deliveries.status IS 'Where it stands.';
COMMENT ON COLUMN webhook_deliveries.attempts IS 'Attempts that were begun. Only the last one may report; a report of an earlier one is ignored.';
COMMENT ON COLUMN webhook_deliveries.next_attempt_at IS 'When it is due. While an attempt is being made: when its lease runs out.';
COMMENT ON COLUMN webhook_deliveries.last_status IS 'The HTTP status of the last attempt.';
COMMENT ON COLUMN webhook_deliveries.last_error IS 'Why the last attempt failed.';
COMMENT ON COLUMN webhook_deliveries.created_at IS 'When the event happened.';
COMMENT ON COLUMN webhook_deliveries.finished_at IS 'When it arrived or was given up.';

CREATE FUNCTION webhook_event_body(p_event text, p_team_id text, p_job_id uuid, p_data jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT (jsonb_build_object('event', p_event, 'team_id', p_team_id, 'timestamp', rfc3339(now()), 'data', p_data)
        || CASE WHEN p_job_id IS NULL THEN '{}' ELSE jsonb_build_object('job_id', p_job_id) END)::text
$$;
COMMENT ON FUNCTION webhook_event_body(text, text, uuid, jsonb) IS 'The body that is sent for an event.';

-- A webhook that is deleted meanwhile is left out.
CREATE FUNCTION queue_webhook_event(p_team_id text, p_event text, p_job_id uuid, p_data jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_deliveries (webhook_id, team_id, event, body)
    SELECT webhook_id, team_id, p_event, webhook_event_body(p_event, team_id, p_job_id, p_data)
    FROM webhooks WHERE team_id = p_team_id AND is_active AND p_event = ANY (events) FOR KEY SHARE
$$;
COMMENT ON FUNCTION queue_webhook_event(text, text, uuid, jsonb) IS 'Puts an event into the outbox, for each webhook of the team that wants it.';

CREATE FUNCTION effective_low_credit_threshold(p_threshold bigint, p_allocated bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(p_threshold, p_allocated / 10)
$$;
COMMENT ON FUNCTION effective_low_credit_threshold(bigint, bigint) IS 'At how many credits remaining credits.low is sent.';

CREATE FUNCTION queue_low_credits_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue_webhook_event(NEW.team_id, 'credits.low', NULL, jsonb_build_object(
        'credits_remaining', NEW.credits_remaining, 'credits_allocated', NEW.credits_allocated,
        'low_credit_threshold', effective_low_credit_threshold(NEW.low_credit_threshold, NEW.credits_allocated)));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue_low_credits_event() IS 'Queues credits.low for a team.';

-- Once, when the threshold is reached; again only after the team had more.
CREATE TRIGGER low_credits_are_sent AFTER UPDATE ON team_credits FOR EACH ROW
    WHEN (NEW.credits_remaining <= effective_low_credit_threshold(NEW.low_credit_threshold, NEW.credits_allocated)
        AND OLD.credits_remaining > effective_low_credit_threshold(OLD.low_credit_threshold, OLD.credits_allocated))
    EXECUTE FUNCTION queue_low_credits_event();

CREATE FUNCTION queue_team_suspended_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue_webhook_event(NEW.team_id, 'team.suspended', NULL, '{"suspended": "team"}');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue_team_suspended_event() IS 'Queues team.suspended for a team that was suspended itself.';

CREATE TRIGGER team_suspensions_are_sent AFTER UPDATE ON team_credits FOR EACH ROW
    WHEN (NEW.status = 'suspended' AND OLD.status <> 'suspended')
    EXECUTE FUNCTION queue_team_suspended_event();

-- For the teams that could work until then.
CREATE FUNCTION queue_organization_suspended_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue_webhook_event(team_id, 'team.suspended', NULL, '{"suspended": "organization"}')
    FROM team_credits WHERE organization_id = NEW.organization_id AND status <> 'suspended' AND deleted_at IS NULL;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION queue_organization_suspended_events() IS 'Queues team.suspended for each team of an organization that was suspended.';

CREATE TRIGGER organization_suspensions_are_sent AFTER UPDATE ON organizations FOR EACH ROW
    WHEN (NEW.status = 'suspended' AND OLD.status <> 'suspended')
    EXECUTE FUNCTION queue_organization_suspended_events();
