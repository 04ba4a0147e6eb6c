-- Webhooks: what a team is told of by itself. What is to be told is written into an outbox by the transaction in which it
-- happens, and sent from there later, again and again until it has arrived or is given up.

-- At how many credits left "credits.low" is told; a tenth of those allocated if null.
ALTER TABLE team_credits ADD COLUMN low_credit_threshold bigint CHECK (low_credit_threshold >= 0);

CREATE TABLE webhooks (
    webhook_id uuid PRIMARY KEY,
    team_id external_id NOT NULL REFERENCES team_credits,
    webhook_url text NOT NULL CHECK (length(webhook_url) BETWEEN 1 AND 2000),
    description text,
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    -- Signs what is sent. The one before signs beside it until its time is over.
    sealed_secret text NOT NULL,
    previous_sealed_secret text,
    previous_secret_until timestamptz,
    -- What is sent as Authorization.
    sealed_auth_header text,
    is_active boolean NOT NULL DEFAULT true,
    -- Why nothing is sent, where nobody switched it off: "gone".
    disabled_reason text,
    -- The request that made it: {"key", "request_hash"}.
    idempotency jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- When something last arrived.
    last_triggered_at timestamptz
);
CREATE INDEX webhooks_by_team ON webhooks (team_id);
CREATE INDEX webhooks_by_time ON webhooks (created_at DESC, webhook_id DESC);

CREATE TYPE delivery_status AS ENUM ('pending', 'delivered', 'dead');

CREATE TABLE webhook_deliveries (
    delivery_id uuid PRIMARY KEY DEFAULT new_uuid(),
    webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    team_id external_id NOT NULL,
    event text NOT NULL,
    -- The body, word for word the same at each attempt.
    body text NOT NULL,
    status delivery_status NOT NULL DEFAULT 'pending',
    -- Begun ones. Whoever has made the last one reports it; a report of an earlier one is of no use any more.
    attempts int NOT NULL DEFAULT 0,
    -- While an attempt is being made: when it is taken for lost.
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

-- The body that tells of an event.
CREATE FUNCTION event_body(p_event text, p_team_id text, p_job_id uuid, p_data jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT (jsonb_build_object('event', p_event, 'team_id', p_team_id, 'timestamp', rfc3339(now()), 'data', p_data)
        || CASE WHEN p_job_id IS NULL THEN '{}' ELSE jsonb_build_object('job_id', p_job_id) END)::text
$$;

-- Puts an event into the outbox, for each webhook that wants it. One that is deleted meanwhile is let go.
CREATE FUNCTION tell_webhooks(p_team_id text, p_event text, p_job_id uuid, p_data jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_deliveries (webhook_id, team_id, event, body)
    SELECT webhook_id, team_id, p_event, event_body(p_event, team_id, p_job_id, p_data)
    FROM webhooks WHERE team_id = p_team_id AND is_active AND p_event = ANY (events) FOR KEY SHARE
$$;

-- What a team may know of a closed job.
CREATE FUNCTION closed_job_data(p_job jobs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'status', p_job.status, 'job_type', p_job.job_type, 'user_id', p_job.user_id,
        'external_task_id', p_job.external_task_id, 'error_message', p_job.error_message,
        'duration_seconds', floor(extract(epoch FROM p_job.completed_at - p_job.created_at))::bigint,
        'total_calls', coalesce(total_calls, 0), 'successful_calls', coalesce(successful_calls, 0),
        'failed_calls', coalesce(failed_calls, 0), 'total_tokens', coalesce(total_tokens, 0),
        'total_cost_usd', rounded(coalesce(total_cost_usd, 0)),
        'credit_applied', p_job.credit_applied, 'credits_charged', p_job.credits_charged)
    FROM (SELECT p_job.job_id) AS job LEFT JOIN job_cost_summaries USING (job_id)
$$;

ALTER FUNCTION close_job(uuid, job_status, text, boolean) RENAME TO close_job_in_the_books;

-- Closes a job in the books, and tells the webhooks of it. The caller has the team's lock.
CREATE FUNCTION close_job(p_job_id uuid, p_status job_status, p_error_message text, p_refund boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    PERFORM close_job_in_the_books(p_job_id, p_status, p_error_message, p_refund);
    SELECT * INTO STRICT v_job FROM jobs WHERE job_id = p_job_id;
    IF EXISTS (SELECT FROM webhooks WHERE team_id = v_job.team_id) THEN
        PERFORM tell_webhooks(v_job.team_id, 'job.' || p_status, p_job_id, closed_job_data(v_job));
    END IF;
END $$;

-- At how many credits left a team is told that they are few.
CREATE FUNCTION few_credits(p_threshold bigint, p_allocated bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(p_threshold, p_allocated / 10)
$$;

CREATE FUNCTION tell_of_low_credits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks(NEW.team_id, 'credits.low', NULL, jsonb_build_object(
        'credits_remaining', NEW.credits_remaining, 'credits_allocated', NEW.credits_allocated,
        'low_credit_threshold', few_credits(NEW.low_credit_threshold, NEW.credits_allocated)));
    RETURN NULL;
END $$;

-- Once, when they become few; again only after they were more.
CREATE TRIGGER tell_of_low_credits AFTER UPDATE ON team_credits FOR EACH ROW
    WHEN (NEW.credits_remaining <= few_credits(NEW.low_credit_threshold, NEW.credits_allocated)
        AND OLD.credits_remaining > few_credits(OLD.low_credit_threshold, OLD.credits_allocated))
    EXECUTE FUNCTION tell_of_low_credits();

CREATE FUNCTION tell_of_suspended_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks(NEW.team_id, 'team.suspended', NULL, '{"suspended": "team"}');
    RETURN NULL;
END $$;

CREATE TRIGGER tell_of_suspended_team AFTER UPDATE ON team_credits FOR EACH ROW
    WHEN (NEW.status = 'suspended' AND OLD.status <> 'suspended')
    EXECUTE FUNCTION tell_of_suspended_team();

-- Its teams that work until then are told.
CREATE FUNCTION tell_of_suspended_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks(team_id, 'team.suspended', NULL, '{"suspended": "organization"}')
    FROM team_credits WHERE organization_id = NEW.organization_id AND status <> 'suspended' AND deleted_at IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER tell_of_suspended_organization AFTER UPDATE ON organizations FOR EACH ROW
    WHEN (NEW.status = 'suspended' AND OLD.status <> 'suspended')
    EXECUTE FUNCTION tell_of_suspended_organization();
