-- Who uses Tollgate: organizations, their teams, and the teams' virtual keys.

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

-- Timestamps leave the database in one form: RFC 3339, UTC, milliseconds.
CREATE FUNCTION rfc3339(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE DOMAIN external_id AS text CHECK (VALUE ~ '^[A-Za-z0-9._:@-]{1,255}$');

CREATE TYPE organization_status AS ENUM ('active', 'suspended', 'deleted');

CREATE TABLE organizations (
    organization_id external_id PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    status organization_status NOT NULL DEFAULT 'active',
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TYPE team_status AS ENUM ('active', 'suspended', 'paused');
CREATE TYPE budget_mode AS ENUM ('job_based', 'consumption_usd', 'consumption_tokens');

-- A team and its credits. The row is also the team's lock: whatever moves the team's credits, jobs, holds or
-- calls takes it first (FOR NO KEY UPDATE, which leaves foreign keys to it alone), so that no two statements can wait for
-- each other.
CREATE TABLE team_credits (
    team_id external_id PRIMARY KEY,
    organization_id external_id NOT NULL REFERENCES organizations,
    team_alias text CHECK (length(team_alias) <= 500),
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    status team_status NOT NULL DEFAULT 'active',
    credits_allocated bigint NOT NULL DEFAULT 0,
    credits_used bigint NOT NULL DEFAULT 0 CHECK (credits_used >= 0),
    credits_held bigint NOT NULL DEFAULT 0 CHECK (credits_held >= 0),
    credits_remaining bigint GENERATED ALWAYS AS (credits_allocated - credits_used) STORED,
    credits_available bigint GENERATED ALWAYS AS (credits_allocated - credits_used - credits_held) STORED,
    budget_mode budget_mode NOT NULL DEFAULT 'job_based',
    credits_per_dollar numeric NOT NULL DEFAULT 10 CHECK (credits_per_dollar > 0),
    tokens_per_credit bigint NOT NULL DEFAULT 10000 CHECK (tokens_per_credit > 0),
    cost_markup_percentage numeric(5, 2) NOT NULL DEFAULT 0 CHECK (cost_markup_percentage >= 0),
    refund_failed_jobs boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT available_never_below_zero CHECK (credits_allocated - credits_used - credits_held >= 0)
) WITH (fillfactor = 60);

CREATE INDEX team_credits_by_organization ON team_credits (organization_id);

-- A key is known only by the SHA-256 hash of its text; the hint is for people.
CREATE TABLE virtual_keys (
    key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    key_id uuid NOT NULL UNIQUE DEFAULT new_uuid(),
    team_id external_id NOT NULL REFERENCES team_credits,
    key_hint text NOT NULL,
    name text CHECK (length(name) <= 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX virtual_keys_by_team ON virtual_keys (team_id);
