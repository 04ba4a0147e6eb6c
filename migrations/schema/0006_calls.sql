-- Calls, in partitions of a month each, what was asked and answered in them, and requests that are sent again.

CREATE TYPE call_status AS ENUM ('admitted', 'succeeded', 'failed', 'abandoned');
COMMENT ON TYPE call_status IS 'admitted: credits are held, the provider may be working. abandoned: nobody reported the end in time.';

CREATE TABLE llm_calls (
    call_id uuid NOT NULL,
    job_id uuid NOT NULL,
    team_id external_id NOT NULL,
    organization_id external_id NOT NULL,
    status call_status NOT NULL DEFAULT 'admitted',
    purpose text CHECK (length(purpose) <= 200),

    model_group_used text NOT NULL,
    model_used text,
    provider provider,
    resolved_model text,
    credential_id uuid,
    provider_request_id text,
    attempts jsonb NOT NULL DEFAULT '[]',
    error_code text,
    error text CHECK (length(error) <= 1000),

    prompt_tokens bigint NOT NULL DEFAULT 0 CHECK (prompt_tokens >= 0),
    cached_input_tokens bigint NOT NULL DEFAULT 0 CHECK (cached_input_tokens >= 0),
    cache_write_5m_tokens bigint NOT NULL DEFAULT 0 CHECK (cache_write_5m_tokens >= 0),
    cache_write_1h_tokens bigint NOT NULL DEFAULT 0 CHECK (cache_write_1h_tokens >= 0),
    completion_tokens bigint NOT NULL DEFAULT 0 CHECK (completion_tokens >= 0),
    reasoning_tokens bigint NOT NULL DEFAULT 0 CHECK (reasoning_tokens >= 0),
    total_tokens bigint GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED,
    tokens_reserved bigint NOT NULL DEFAULT 0,
    estimated boolean NOT NULL DEFAULT false,
    late boolean NOT NULL DEFAULT false,

    pricing jsonb,
    model_pricing_input numeric,
    model_pricing_output numeric,
    cost_markup_percentage numeric(5, 2) NOT NULL,
    priced_by_job boolean NOT NULL DEFAULT false,
    input_cost_usd numeric NOT NULL DEFAULT 0 CHECK (input_cost_usd >= 0),
    output_cost_usd numeric NOT NULL DEFAULT 0 CHECK (output_cost_usd >= 0),
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    client_cost_usd numeric NOT NULL DEFAULT 0,

    request_hash text CHECK (request_hash ~ '^[0-9a-f]{64}$'),
    response_hash text CHECK (response_hash ~ '^[0-9a-f]{64}$'),
    latency_ms bigint CHECK (latency_ms >= 0),
    time_to_first_token_ms bigint CHECK (time_to_first_token_ms >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,

    PRIMARY KEY (call_id),
    FOREIGN KEY (job_id) REFERENCES jobs,
    CONSTRAINT costs_add_up CHECK (provider_cost_usd = input_cost_usd + output_cost_usd),
    CONSTRAINT markup_is_exact CHECK (
        client_cost_usd = CASE WHEN priced_by_job THEN 0 ELSE provider_cost_usd * (1 + cost_markup_percentage / 100) END)
) PARTITION BY RANGE (call_id);

CREATE INDEX llm_calls_by_job ON llm_calls (job_id, created_at);
CREATE INDEX llm_calls_open ON llm_calls (team_id, expires_at) WHERE status = 'admitted';
CREATE INDEX llm_calls_abandoned ON llm_calls (call_id) WHERE status = 'abandoned';

COMMENT ON TABLE llm_calls IS 'Calls of models. Partitioned by the month of their UUIDv7: the id alone stays the key, and a lookup by id finds its one partition.';
COMMENT ON COLUMN llm_calls.call_id IS 'Its id, a UUIDv7.';
COMMENT ON COLUMN llm_calls.job_id IS 'The job it is part of.';
COMMENT ON COLUMN llm_calls.team_id IS 'The team that called.';
COMMENT ON COLUMN llm_calls.organization_id IS 'The team''s organization.';
COMMENT ON COLUMN llm_calls.status IS 'Where it stands.';
COMMENT ON COLUMN llm_calls.purpose IS 'What it is for, in the client''s words.';
COMMENT ON COLUMN llm_calls.model_group_used IS 'What the client asked for: an alias or a model group.';
COMMENT ON COLUMN llm_calls.model_used IS 'The alias that served it.';
COMMENT ON COLUMN llm_calls.provider IS 'The provider that served it, or was asked last.';
COMMENT ON COLUMN llm_calls.resolved_model IS 'The provider''s name for the model. Teams never see it.';
COMMENT ON COLUMN llm_calls.credential_id IS 'The provider key that was used; null: the deployment''s own.';
COMMENT ON COLUMN llm_calls.provider_request_id IS 'The provider''s id of the request.';
COMMENT ON COLUMN llm_calls.attempts IS 'Every attempt in order, the last one being the one that answered: provider, model, credential, outcome, ms.';
COMMENT ON COLUMN llm_calls.error_code IS 'Why it failed: a code of the API, or abandoned.';
COMMENT ON COLUMN llm_calls.error IS 'The provider''s own words, for operators only.';
COMMENT ON COLUMN llm_calls.prompt_tokens IS 'Input tokens, cached ones included.';
COMMENT ON COLUMN llm_calls.cached_input_tokens IS 'Input tokens read from the provider''s cache.';
COMMENT ON COLUMN llm_calls.cache_write_5m_tokens IS 'Input tokens cached for five minutes.';
COMMENT ON COLUMN llm_calls.cache_write_1h_tokens IS 'Input tokens cached for an hour.';
COMMENT ON COLUMN llm_calls.completion_tokens IS 'Output tokens, reasoning included.';
COMMENT ON COLUMN llm_calls.reasoning_tokens IS 'Output tokens that are reasoning.';
COMMENT ON COLUMN llm_calls.total_tokens IS 'Input and output tokens.';
COMMENT ON COLUMN llm_calls.tokens_reserved IS 'Taken from the team''s tokens of the minute when the call was admitted, by estimate.';
COMMENT ON COLUMN llm_calls.estimated IS 'The provider reported no usage; the tokens were counted from the text.';
COMMENT ON COLUMN llm_calls.late IS 'It was settled after its hold had expired.';
COMMENT ON COLUMN llm_calls.pricing IS 'The prices used: USD per million tokens, decimal text (see model_aliases).';
COMMENT ON COLUMN llm_calls.model_pricing_input IS 'Of these, the input price.';
COMMENT ON COLUMN llm_calls.model_pricing_output IS 'Of these, the output price.';
COMMENT ON COLUMN llm_calls.cost_markup_percentage IS 'Percent on top of what the provider charges, fixed at admission.';
COMMENT ON COLUMN llm_calls.priced_by_job IS 'The job has a price of its own (see pricing_plans): the client pays nothing for the call.';
COMMENT ON COLUMN llm_calls.input_cost_usd IS 'What the provider charges for the input.';
COMMENT ON COLUMN llm_calls.output_cost_usd IS 'What the provider charges for the output.';
COMMENT ON COLUMN llm_calls.provider_cost_usd IS 'Both. Teams never see it.';
COMMENT ON COLUMN llm_calls.client_cost_usd IS 'What the client is charged.';
COMMENT ON COLUMN llm_calls.request_hash IS 'SHA-256 of what was asked, in hex, by which a text can be recognized that is not stored.';
COMMENT ON COLUMN llm_calls.response_hash IS 'SHA-256 of what was answered, in hex.';
COMMENT ON COLUMN llm_calls.latency_ms IS 'From the request to the whole answer, in milliseconds.';
COMMENT ON COLUMN llm_calls.time_to_first_token_ms IS 'From the request to the first token, in milliseconds; streams only.';
COMMENT ON COLUMN llm_calls.created_at IS 'When it was admitted.';
COMMENT ON COLUMN llm_calls.expires_at IS 'When it is given up, if its end is not reported.';
COMMENT ON COLUMN llm_calls.settled_at IS 'When its end was written down.';

-- The other partitions are made ahead of time: see create_call_partition.
CREATE TABLE llm_calls_of_no_month PARTITION OF llm_calls DEFAULT;
COMMENT ON TABLE llm_calls_of_no_month IS 'Calls whose id is no UUIDv7 of a month that has a partition. Empty, unless partitions were not made ahead.';

CREATE FUNCTION is_legal(p_from call_status, p_to call_status) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_from = p_to OR p_from = 'admitted' OR (p_from = 'abandoned' AND p_to IN ('succeeded', 'failed'))
$$;
COMMENT ON FUNCTION is_legal(call_status, call_status) IS 'A call ends once; one that was given up may still be reported, late.';

CREATE TRIGGER calls_end_once BEFORE UPDATE OF status ON llm_calls
    FOR EACH ROW WHEN (NOT is_legal(OLD.status, NEW.status)) EXECUTE FUNCTION refuse_an_illegal_transition();

CREATE TABLE llm_call_bodies (
    call_id uuid PRIMARY KEY,
    team_id external_id NOT NULL REFERENCES team_credits,
    request_data jsonb,
    response_data jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

CREATE INDEX llm_call_bodies_by_expiry ON llm_call_bodies (expires_at);

COMMENT ON TABLE llm_call_bodies IS 'What was asked and answered, in full, where an organization wants that (organizations.body_retention_days).';
COMMENT ON COLUMN llm_call_bodies.call_id IS 'The call.';
COMMENT ON COLUMN llm_call_bodies.team_id IS 'The team that called.';
COMMENT ON COLUMN llm_call_bodies.request_data IS 'What was asked.';
COMMENT ON COLUMN llm_call_bodies.response_data IS 'What was answered; null: nothing.';
COMMENT ON COLUMN llm_call_bodies.created_at IS 'When it was stored.';
COMMENT ON COLUMN llm_call_bodies.expires_at IS 'From when on the sweep deletes it.';

CREATE TABLE idempotency_keys (
    team_id external_id NOT NULL REFERENCES team_credits,
    holder text NOT NULL DEFAULT 'team' CHECK (holder IN ('team', 'operators')),
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    request_hash text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
    call_id uuid UNIQUE,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    PRIMARY KEY (team_id, holder, idempotency_key)
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

COMMENT ON TABLE idempotency_keys IS 'Requests with an Idempotency-Key, for 24 hours: sent again, they get the first answer instead of a second effect.';
COMMENT ON COLUMN idempotency_keys.team_id IS 'The team whose request it is, or about which operators made it.';
COMMENT ON COLUMN idempotency_keys.holder IS 'Who made the request: keys of teams and of operators do not meet.';
COMMENT ON COLUMN idempotency_keys.idempotency_key IS 'The key that the client sent.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of method, path and body, in hex: the same key with another request is refused.';
COMMENT ON COLUMN idempotency_keys.call_id IS 'The call that will bring the answer; null for requests that are answered at once.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The first answer; null while the request is in flight.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the request came.';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'From when on the key is free again.';
