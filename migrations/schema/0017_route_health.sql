-- The health of routes, how a model group chooses among members of one priority, and the time limits of aliases.

CREATE TYPE route_trouble AS ENUM ('failing', 'gone', 'account');
COMMENT ON TYPE route_trouble IS 'What failed attempts say about their route. failing: it timed out, broke off, was overloaded, or gave no answer that can be read. gone: the provider does not have the model, or not for this key. account: the provider refuses the key, or its account is disabled or has no quota left.';
CREATE TYPE group_balancing AS ENUM ('priority', 'weight', 'least_latency');
COMMENT ON TYPE group_balancing IS 'How members of a model group that have the same priority are ordered. priority: as they are listed. weight: drawn for each call by their weights. least_latency: the fastest first.';

CREATE TABLE route_health (
    route_id uuid PRIMARY KEY DEFAULT new_uuid(),
    organization_id external_id,
    provider provider NOT NULL,
    model text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    credential_id uuid,
    consecutive_failures integer NOT NULL DEFAULT 0 CHECK (consecutive_failures >= 0),
    trouble route_trouble,
    last_error_code text,
    last_status integer,
    failing_since timestamptz,
    last_failed_at timestamptz,
    times_set_aside integer NOT NULL DEFAULT 0 CHECK (times_set_aside >= 0),
    set_aside_until timestamptz,
    probe_until timestamptz,
    latency_ms bigint CHECK (latency_ms >= 0),
    measured_at timestamptz,
    CONSTRAINT one_row_for_a_route UNIQUE NULLS NOT DISTINCT (credential_id, provider, model),
    CONSTRAINT a_key_has_an_organization CHECK ((organization_id IS NULL) = (credential_id IS NULL)),
    CONSTRAINT trouble_comes_from_failures CHECK ((trouble IS NULL) = (consecutive_failures = 0)),
    CONSTRAINT only_a_route_in_trouble_is_set_aside CHECK (trouble IS NOT NULL OR set_aside_until IS NULL),
    CONSTRAINT only_a_route_that_is_set_aside_is_probed CHECK (set_aside_until IS NOT NULL OR probe_until IS NULL),
    CONSTRAINT a_latency_was_measured CHECK ((latency_ms IS NULL) = (measured_at IS NULL))
);

-- latency_ms and measured_at, which change most often, are in no index: their updates stay within the page.
CREATE INDEX route_health_by_model ON route_health (provider, model);
CREATE INDEX route_health_by_failure ON route_health (last_failed_at DESC NULLS LAST, route_id);
CREATE INDEX route_health_set_aside ON route_health (provider) WHERE set_aside_until IS NOT NULL;

COMMENT ON TABLE route_health IS 'The health of routes. A route is a provider''s model with a key for it: one of an organization''s, or the deployment''s own. A route without a row is healthy and its latency is not known. No foreign key leads to provider_credentials, so that a settlement never waits for a change of a key.';
COMMENT ON COLUMN route_health.route_id IS 'Its id.';
COMMENT ON COLUMN route_health.organization_id IS 'Whose key it is; null: the deployment''s.';
COMMENT ON COLUMN route_health.provider IS 'Who serves it.';
COMMENT ON COLUMN route_health.model IS 'The provider''s name for the model. Teams never see it.';
COMMENT ON COLUMN route_health.credential_id IS 'The key; null: the deployment''s.';
COMMENT ON COLUMN route_health.consecutive_failures IS 'Attempts that have failed since the last one that was answered, if the failure lies in the route.';
COMMENT ON COLUMN route_health.trouble IS 'What is wrong with it; null: nothing.';
COMMENT ON COLUMN route_health.last_error_code IS 'The error code of the last such failure.';
COMMENT ON COLUMN route_health.last_status IS 'The HTTP status of the last such failure; null: there was no answer.';
COMMENT ON COLUMN route_health.failing_since IS 'When the first of the consecutive failures was recorded.';
COMMENT ON COLUMN route_health.last_failed_at IS 'When the last failure was recorded. A success does not clear it.';
COMMENT ON COLUMN route_health.times_set_aside IS 'How often it was set aside since it last served, for trouble that may pass soon. Each time is twice as long as the one before.';
COMMENT ON COLUMN route_health.set_aside_until IS 'Until then it is tried after all other routes. From then on one call may probe it, and the others go on trying it last. Null: it is in normal use.';
COMMENT ON COLUMN route_health.probe_until IS 'A call has claimed the probe; if it does not report, another call may claim it from then on. Null: no call is probing it.';
COMMENT ON COLUMN route_health.latency_ms IS 'How long an answered attempt takes, in milliseconds: an exponentially weighted mean.';
COMMENT ON COLUMN route_health.measured_at IS 'When the latency was last written, which happens every few seconds at most.';

ALTER TABLE model_groups ADD COLUMN balancing group_balancing NOT NULL DEFAULT 'priority';
ALTER TABLE model_group_models ADD COLUMN weight integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000);
ALTER TABLE model_aliases
    ADD COLUMN first_event_timeout_seconds integer CHECK (first_event_timeout_seconds BETWEEN 1 AND 600),
    ADD COLUMN answer_timeout_seconds integer CHECK (answer_timeout_seconds BETWEEN 1 AND 600);

COMMENT ON COLUMN model_groups.balancing IS 'How members of one priority are ordered.';
COMMENT ON COLUMN model_group_models.priority IS 'Members with lower numbers are tried first. The group''s balancing orders those of one priority.';
COMMENT ON COLUMN model_group_models.weight IS 'Its share among the members of its priority, where the group balances by weight.';
COMMENT ON COLUMN model_aliases.first_event_timeout_seconds IS 'How long an attempt may take until the first event of its answer, in seconds; null: the deployment''s default.';
COMMENT ON COLUMN model_aliases.answer_timeout_seconds IS 'How long an attempt may take until the end of its answer, in seconds; null: the deployment''s default.';
