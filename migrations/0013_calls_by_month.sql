-- The calls in partitions of a month each, and what may become of a call, a hold and a job.

-- The smallest UUIDv7 of a moment. Ids of calls are UUIDv7, so the months can be told apart by the id alone: it stays
-- the primary key, and a lookup by id finds its one partition.
CREATE FUNCTION first_uuid_at(p_moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT encode(
        substring(int8send(floor(extract(epoch FROM p_moment) * 1000)::bigint) FROM 3) || '\x70008000000000000000'::bytea,
        'hex')::uuid
$$;

ALTER TABLE llm_calls RENAME TO llm_calls_of_before;
ALTER INDEX llm_calls_pkey RENAME TO llm_calls_of_before_pkey;
ALTER INDEX llm_calls_by_job RENAME TO llm_calls_of_before_by_job;
ALTER INDEX llm_calls_open RENAME TO llm_calls_of_before_open;

CREATE TABLE llm_calls (
    LIKE llm_calls_of_before INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS,
    -- The job has a price of its own (see pricing_plans): the client pays nothing for the call.
    priced_by_job boolean NOT NULL DEFAULT false,
    -- Taken from the team's tokens of the minute when the call was admitted, by estimate.
    tokens_reserved bigint NOT NULL DEFAULT 0,
    -- SHA-256 of what was asked and answered, in hex, by which a text can be recognized that is not stored.
    request_hash text CHECK (request_hash ~ '^[0-9a-f]{64}$'),
    response_hash text CHECK (response_hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (call_id),
    FOREIGN KEY (job_id) REFERENCES jobs
) PARTITION BY RANGE (call_id);

ALTER TABLE llm_calls DROP CONSTRAINT markup_is_exact;
ALTER TABLE llm_calls ADD CONSTRAINT markup_is_exact CHECK (
    client_cost_usd = CASE WHEN priced_by_job THEN 0 ELSE provider_cost_usd * (1 + cost_markup_percentage / 100) END);

CREATE INDEX llm_calls_by_job ON llm_calls (job_id, created_at);
CREATE INDEX llm_calls_open ON llm_calls (team_id, expires_at) WHERE status = 'admitted';

-- Ids that are no UUIDv7 of a month that was made ahead.
CREATE TABLE llm_calls_of_no_month PARTITION OF llm_calls DEFAULT;

-- Makes the partition of a month, unless it is there. A month of which calls have come before their partition was made
-- stays where these are.
CREATE FUNCTION make_calls_of_month(p_month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_name text := format('llm_calls_%s', to_char(p_month, 'YYYY_MM'));
    v_from uuid := first_uuid_at(date_trunc('month', p_month)::timestamp AT TIME ZONE 'UTC');
    v_to uuid := first_uuid_at((date_trunc('month', p_month) + interval '1 month')::timestamp AT TIME ZONE 'UTC');
BEGIN
    IF to_regclass(v_name) IS NOT NULL
            OR EXISTS (SELECT FROM llm_calls_of_no_month WHERE call_id >= v_from AND call_id < v_to) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF llm_calls FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
    RETURN true;
END $$;

-- Makes the partitions of this month and the three to come. Returns how many were made.
CREATE FUNCTION make_calls_ahead() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM generate_series(0, 3) AS ahead
    WHERE make_calls_of_month(((now() AT TIME ZONE 'UTC')::date + make_interval(months => ahead))::date)
$$;

SELECT make_calls_of_month(month::date) FROM generate_series(
    (SELECT date_trunc('month', min(created_at) AT TIME ZONE 'UTC') FROM llm_calls_of_before),
    (now() AT TIME ZONE 'UTC'), interval '1 month') AS month;
SELECT make_calls_ahead();

INSERT INTO llm_calls (
    call_id, job_id, team_id, organization_id, status, purpose, model_group_used, model_used, provider, resolved_model,
    credential_id, provider_request_id, attempts, prompt_tokens, cached_input_tokens, cache_write_5m_tokens,
    cache_write_1h_tokens, completion_tokens, reasoning_tokens, estimated, late, pricing, model_pricing_input,
    model_pricing_output, cost_markup_percentage, input_cost_usd, output_cost_usd, provider_cost_usd, client_cost_usd,
    latency_ms, time_to_first_token_ms, error_code, error, created_at, expires_at, settled_at)
SELECT
    call_id, job_id, team_id, organization_id, status, purpose, model_group_used, model_used, provider, resolved_model,
    credential_id, provider_request_id, attempts, prompt_tokens, cached_input_tokens, cache_write_5m_tokens,
    cache_write_1h_tokens, completion_tokens, reasoning_tokens, estimated, late, pricing, model_pricing_input,
    model_pricing_output, cost_markup_percentage, input_cost_usd, output_cost_usd, provider_cost_usd, client_cost_usd,
    latency_ms, time_to_first_token_ms, error_code, error, created_at, expires_at, settled_at
FROM llm_calls_of_before;
DROP TABLE llm_calls_of_before;

-- What was asked and answered, in full, where an organization wants that: for so many days. The default is not at all.
ALTER TABLE organizations
    ADD COLUMN body_retention_days integer NOT NULL DEFAULT 0 CHECK (body_retention_days BETWEEN 0 AND 3650);

CREATE TABLE llm_call_bodies (
    call_id uuid PRIMARY KEY,
    team_id external_id NOT NULL REFERENCES team_credits,
    request_data jsonb,
    response_data jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

CREATE INDEX llm_call_bodies_by_expiry ON llm_call_bodies (expires_at);

-- A call ends once; one that was given up may still be reported, late. A hold is guarded since it was made.
CREATE FUNCTION is_legal(p_from call_status, p_to call_status) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_from = p_to OR p_from = 'admitted' OR (p_from = 'abandoned' AND p_to IN ('succeeded', 'failed'))
$$;

-- A job is called, then closed; nothing becomes of a closed one.
CREATE FUNCTION is_legal(p_from job_status, p_to job_status) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_from = p_to OR p_from = 'pending' OR (p_from = 'in_progress' AND p_to NOT IN ('pending', 'in_progress'))
$$;

CREATE FUNCTION refuse_an_illegal_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: from % to % is no legal transition', TG_TABLE_NAME, OLD.status, NEW.status;
END $$;

CREATE TRIGGER calls_end_once BEFORE UPDATE OF status ON llm_calls
    FOR EACH ROW WHEN (NOT is_legal(OLD.status, NEW.status)) EXECUTE FUNCTION refuse_an_illegal_transition();
CREATE TRIGGER jobs_close_once BEFORE UPDATE OF status ON jobs
    FOR EACH ROW WHEN (NOT is_legal(OLD.status, NEW.status)) EXECUTE FUNCTION refuse_an_illegal_transition();
-- A job may still be settled for after it has closed: only its state is final.

-- When something last happened to an open job: after a day of silence it is given up.
ALTER TABLE jobs
    ADD COLUMN last_call_at timestamptz,
    -- Fixed by the job's first call, like its terms.
    ADD COLUMN plan_id uuid REFERENCES pricing_plans,
    -- Where its plan counts jobs: the period it counts in, and which of that period it is.
    ADD COLUMN plan_period_start timestamptz,
    ADD COLUMN plan_position bigint CHECK (plan_position > 0);

CREATE INDEX jobs_open ON jobs ((greatest(created_at, last_call_at))) WHERE status IN ('pending', 'in_progress');

ALTER TABLE job_cost_summaries
    -- The price of the job itself, part of total_cost_usd.
    ADD COLUMN job_price_usd usd NOT NULL DEFAULT 0;
