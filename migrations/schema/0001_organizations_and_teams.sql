-- Who uses Tollgate: organizations, their teams with their credits, and the teams' virtual keys.

-- Ids are UUIDv7: they sort by time. (PostgreSQL has uuidv7() of its own only from version 18 on.)
CREATE FUNCTION new_uuid() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6),
            52, 1), 53, 1),
        'hex')::uuid
$$;
COMMENT ON FUNCTION new_uuid() IS 'A new UUIDv7: ids made later sort later.';

-- Answers are written by the API, which reads any form; the bodies of webhooks are written here, by triggers.
CREATE FUNCTION rfc3339(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
COMMENT ON FUNCTION rfc3339(timestamptz) IS 'A timestamp as the bodies of webhooks have it: RFC 3339, UTC, milliseconds.';

CREATE DOMAIN external_id AS text CHECK (VALUE ~ '^[A-Za-z0-9._:@-]{1,255}$');
COMMENT ON DOMAIN external_id IS 'An id that operators choose: of an organization or a team.';

CREATE TYPE organization_status AS ENUM ('active', 'suspended', 'deleted');
COMMENT ON TYPE organization_status IS 'suspended: its teams can only read. deleted: its books stay, its id stays taken.';

CREATE TABLE organizations (
    organization_id external_id PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    status organization_status NOT NULL DEFAULT 'active',
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    body_retention_days integer NOT NULL DEFAULT 0 CHECK (body_retention_days BETWEEN 0 AND 3650),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE organizations IS 'The customers of the SaaS company. Each has teams and, if it wants, provider keys of its own.';
COMMENT ON COLUMN organizations.organization_id IS 'Chosen by operators; stays taken after the organization is deleted.';
COMMENT ON COLUMN organizations.name IS 'The name that operators read.';
COMMENT ON COLUMN organizations.status IS 'Holds for all its teams, besides their own status.';
COMMENT ON COLUMN organizations.metadata IS 'A JSON object that operators keep with it; Tollgate does not read it.';
COMMENT ON COLUMN organizations.body_retention_days IS 'How many days requests and responses are kept in full (llm_call_bodies); 0: not at all.';
COMMENT ON COLUMN organizations.created_at IS 'When it was created.';
COMMENT ON COLUMN organizations.updated_at IS 'When it was last changed.';

CREATE TYPE team_status AS ENUM ('active', 'suspended', 'paused');
COMMENT ON TYPE team_status IS 'suspended: the team can only read. paused: it may still complete its open jobs.';
CREATE TYPE budget_mode AS ENUM ('job_based', 'consumption_usd', 'consumption_tokens');
COMMENT ON TYPE budget_mode IS 'What a job is charged for: one credit for a job, its USD, or its tokens.';
CREATE TYPE failed_job_refund AS ENUM ('unanswered', 'always', 'never');
COMMENT ON TYPE failed_job_refund IS 'Which failed jobs are free. unanswered: those none of whose calls was answered.';
CREATE TYPE billing_period AS ENUM ('daily', 'weekly', 'monthly');
COMMENT ON TYPE billing_period IS 'How often something recurs: a refill, a period of a pricing plan.';

CREATE TABLE team_credits (
    team_id external_id PRIMARY KEY,
    organization_id external_id NOT NULL REFERENCES organizations,
    team_alias text CHECK (length(team_alias) <= 500),
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    status team_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,

    credits_allocated bigint NOT NULL DEFAULT 0,
    credits_used bigint NOT NULL DEFAULT 0 CHECK (credits_used >= 0),
    credits_held bigint NOT NULL DEFAULT 0 CHECK (credits_held >= 0),
    credits_remaining bigint GENERATED ALWAYS AS (credits_allocated - credits_used) STORED,
    credits_available bigint GENERATED ALWAYS AS (credits_allocated - credits_used - credits_held) STORED,
    low_credit_threshold bigint CHECK (low_credit_threshold >= 0),

    budget_mode budget_mode NOT NULL DEFAULT 'job_based',
    credits_per_dollar numeric NOT NULL DEFAULT 10 CHECK (credits_per_dollar > 0),
    tokens_per_credit bigint NOT NULL DEFAULT 10000 CHECK (tokens_per_credit > 0),
    cost_markup_percentage numeric(5, 2) NOT NULL DEFAULT 0 CHECK (cost_markup_percentage >= 0),
    refund_failed_jobs failed_job_refund NOT NULL DEFAULT 'unanswered',

    auto_refill boolean NOT NULL DEFAULT false,
    refill_amount bigint CHECK (refill_amount BETWEEN 1 AND 1000000000000),
    refill_period billing_period,
    refills_since timestamptz,
    last_refill_at timestamptz,

    rpm_limit bigint CHECK (rpm_limit BETWEEN 1 AND 1000000000),
    tpm_limit bigint CHECK (tpm_limit BETWEEN 1 AND 1000000000000),
    requests_left double precision,
    tokens_left double precision,
    rates_seen_at timestamptz,

    CONSTRAINT available_never_below_zero CHECK (credits_allocated - credits_used - credits_held >= 0),
    CONSTRAINT refills_have_an_amount_and_a_period CHECK (
        NOT auto_refill OR (refill_amount IS NOT NULL AND refill_period IS NOT NULL AND refills_since IS NOT NULL))
) WITH (fillfactor = 60);

CREATE INDEX team_credits_by_organization ON team_credits (organization_id);
CREATE INDEX team_credits_to_refill ON team_credits (team_id) WHERE auto_refill;

COMMENT ON TABLE team_credits IS 'A team, its credits and its terms. The row is also the team''s lock: whatever moves the team''s credits, jobs, holds or calls takes it first (FOR NO KEY UPDATE, which leaves foreign keys to it alone), so that no two statements can wait for each other.';
COMMENT ON COLUMN team_credits.team_id IS 'Chosen by operators; stays taken after the team is removed.';
COMMENT ON COLUMN team_credits.organization_id IS 'The organization it belongs to.';
COMMENT ON COLUMN team_credits.team_alias IS 'The name that operators read.';
COMMENT ON COLUMN team_credits.metadata IS 'A JSON object that operators keep with it; Tollgate does not read it.';
COMMENT ON COLUMN team_credits.status IS 'Whether it may open jobs and make calls.';
COMMENT ON COLUMN team_credits.created_at IS 'When it was created.';
COMMENT ON COLUMN team_credits.updated_at IS 'When it was last changed, its credits included.';
COMMENT ON COLUMN team_credits.deleted_at IS 'When it was removed; null while it is there.';
COMMENT ON COLUMN team_credits.credits_allocated IS 'All credits it was ever given.';
COMMENT ON COLUMN team_credits.credits_used IS 'All credits it was charged, refunds taken off.';
COMMENT ON COLUMN team_credits.credits_held IS 'Set aside for calls and jobs in progress: the sum of its open credit_holds.';
COMMENT ON COLUMN team_credits.credits_remaining IS 'allocated - used: what the ledger says it has.';
COMMENT ON COLUMN team_credits.credits_available IS 'remaining - held: what a new call may be admitted against.';
COMMENT ON COLUMN team_credits.low_credit_threshold IS 'At how many credits remaining the event credits.low is sent; null: a tenth of those allocated.';
COMMENT ON COLUMN team_credits.budget_mode IS 'What its new jobs are charged for.';
COMMENT ON COLUMN team_credits.credits_per_dollar IS 'What a dollar costs it in credits, in the mode consumption_usd.';
COMMENT ON COLUMN team_credits.tokens_per_credit IS 'How many tokens a credit buys, in the mode consumption_tokens.';
COMMENT ON COLUMN team_credits.cost_markup_percentage IS 'Percent on top of what the provider charges, where no pricing plan says otherwise.';
COMMENT ON COLUMN team_credits.refund_failed_jobs IS 'Which of its failed jobs are free, or get back what they paid.';
COMMENT ON COLUMN team_credits.auto_refill IS 'Whether it is given refill_amount once in each refill_period.';
COMMENT ON COLUMN team_credits.refill_amount IS 'Credits a period. It stays when auto-refill is switched off.';
COMMENT ON COLUMN team_credits.refill_period IS 'How often it is refilled. It stays when auto-refill is switched off.';
COMMENT ON COLUMN team_credits.refills_since IS 'From here the periods are counted: when auto-refill was switched on, or a subscription was paid last.';
COMMENT ON COLUMN team_credits.last_refill_at IS 'When it was refilled last, or a subscription was paid.';
COMMENT ON COLUMN team_credits.rpm_limit IS 'Requests a minute; null: no limit.';
COMMENT ON COLUMN team_credits.tpm_limit IS 'Tokens a minute; null: no limit.';
COMMENT ON COLUMN team_credits.requests_left IS 'What the bucket of requests held at rates_seen_at; null: it was full.';
COMMENT ON COLUMN team_credits.tokens_left IS 'What the bucket of tokens held at rates_seen_at; null: it was full. Below zero when overdrawn: only the end of a call shows how many tokens it took.';
COMMENT ON COLUMN team_credits.rates_seen_at IS 'When the two buckets were last written.';

CREATE TABLE virtual_keys (
    key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    key_id uuid NOT NULL UNIQUE DEFAULT new_uuid(),
    team_id external_id NOT NULL REFERENCES team_credits,
    key_hint text NOT NULL,
    name text CHECK (length(name) <= 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    replaced_by uuid REFERENCES virtual_keys (key_id),
    idempotency jsonb
);

CREATE INDEX virtual_keys_by_team ON virtual_keys (team_id);

COMMENT ON TABLE virtual_keys IS 'The keys with which teams call Tollgate.';
COMMENT ON COLUMN virtual_keys.key_hash IS 'SHA-256 of the key: the key itself is shown once and not stored.';
COMMENT ON COLUMN virtual_keys.key_id IS 'By which operators manage it.';
COMMENT ON COLUMN virtual_keys.team_id IS 'The team it belongs to.';
COMMENT ON COLUMN virtual_keys.key_hint IS 'Its beginning and end, by which operators recognize it.';
COMMENT ON COLUMN virtual_keys.name IS 'The name that operators give it.';
COMMENT ON COLUMN virtual_keys.created_at IS 'When it was made.';
COMMENT ON COLUMN virtual_keys.expires_at IS 'From when on it no longer works; null: never.';
COMMENT ON COLUMN virtual_keys.revoked_at IS 'When it was revoked; null while it was not.';
COMMENT ON COLUMN virtual_keys.last_used_at IS 'When it was last used, at most a minute behind (see touch_key).';
COMMENT ON COLUMN virtual_keys.replaced_by IS 'The key that a rotation put in its place; this one works on until it expires.';
COMMENT ON COLUMN virtual_keys.idempotency IS 'The request that made it, {"key", "request_hash"}, if that had an Idempotency-Key.';
