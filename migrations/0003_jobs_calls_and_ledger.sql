-- The books: jobs, calls, holds, and the ledger of credits.

CREATE TYPE job_status AS ENUM ('pending', 'in_progress', 'completed', 'failed', 'cancelled');

CREATE TABLE jobs (
    job_id uuid PRIMARY KEY,
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL REFERENCES organizations,
    user_id text CHECK (length(user_id) <= 255),
    job_type text NOT NULL CHECK (length(job_type) BETWEEN 1 AND 100),
    external_task_id text CHECK (length(external_task_id) <= 255),
    status job_status NOT NULL DEFAULT 'pending',
    job_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(job_metadata) = 'object'),
    model_groups_used text[] NOT NULL DEFAULT '{}',
    error_message text CHECK (length(error_message) <= 1000),
    -- The terms the job was opened under, fixed by its first call.
    budget_mode budget_mode,
    credits_per_dollar numeric,
    tokens_per_credit bigint,
    -- What the job has paid, refunds taken off.
    credits_charged bigint NOT NULL DEFAULT 0 CHECK (credits_charged >= 0),
    credit_applied boolean GENERATED ALWAYS AS (credits_charged > 0) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    completed_at timestamptz,
    CONSTRAINT closed_jobs_have_a_time CHECK ((status IN ('completed', 'failed', 'cancelled')) = (completed_at IS NOT NULL)),
    CONSTRAINT started_jobs_have_terms CHECK ((started_at IS NULL) = (budget_mode IS NULL))
);

CREATE INDEX jobs_by_team ON jobs (team_id, created_at DESC);
CREATE INDEX jobs_by_organization ON jobs (organization_id, created_at DESC);

-- admitted: credits are held, the provider may be working. abandoned: nobody reported the end in time.
CREATE TYPE call_status AS ENUM ('admitted', 'succeeded', 'failed', 'abandoned');

CREATE TABLE llm_calls (
    call_id uuid PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES jobs,
    team_id external_id NOT NULL,
    organization_id external_id NOT NULL,
    status call_status NOT NULL DEFAULT 'admitted',
    purpose text CHECK (length(purpose) <= 200),
    -- What the client asked for, the alias that served it, and the provider's name for that.
    model_group_used text NOT NULL,
    model_used text,
    provider provider,
    resolved_model text,
    credential_id uuid,
    provider_request_id text,
    -- Every attempt in order, the last one being the one that answered: provider, model, credential, outcome, ms.
    attempts jsonb NOT NULL DEFAULT '[]',
    prompt_tokens bigint NOT NULL DEFAULT 0 CHECK (prompt_tokens >= 0),
    cached_input_tokens bigint NOT NULL DEFAULT 0 CHECK (cached_input_tokens >= 0),
    cache_write_5m_tokens bigint NOT NULL DEFAULT 0 CHECK (cache_write_5m_tokens >= 0),
    cache_write_1h_tokens bigint NOT NULL DEFAULT 0 CHECK (cache_write_1h_tokens >= 0),
    completion_tokens bigint NOT NULL DEFAULT 0 CHECK (completion_tokens >= 0),
    reasoning_tokens bigint NOT NULL DEFAULT 0 CHECK (reasoning_tokens >= 0),
    total_tokens bigint GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED,
    -- The provider reported no usage; the tokens were counted from the text.
    estimated boolean NOT NULL DEFAULT false,
    -- Settled after its hold had expired.
    late boolean NOT NULL DEFAULT false,
    -- The prices used: USD per million tokens, decimal text (see model_aliases).
    pricing jsonb,
    model_pricing_input numeric,
    model_pricing_output numeric,
    cost_markup_percentage numeric(5, 2) NOT NULL,
    input_cost_usd numeric NOT NULL DEFAULT 0 CHECK (input_cost_usd >= 0),
    output_cost_usd numeric NOT NULL DEFAULT 0 CHECK (output_cost_usd >= 0),
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    client_cost_usd numeric NOT NULL DEFAULT 0,
    latency_ms bigint CHECK (latency_ms >= 0),
    time_to_first_token_ms bigint CHECK (time_to_first_token_ms >= 0),
    error_code text,
    -- The provider's own words, for operators only.
    error text CHECK (length(error) <= 1000),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT costs_add_up CHECK (provider_cost_usd = input_cost_usd + output_cost_usd),
    CONSTRAINT markup_is_exact CHECK (client_cost_usd = provider_cost_usd * (1 + cost_markup_percentage / 100))
);

CREATE INDEX llm_calls_by_job ON llm_calls (job_id, created_at);
CREATE INDEX llm_calls_open ON llm_calls (team_id, expires_at) WHERE status = 'admitted';

-- What the calls of a job add up to, kept by settle_call.
CREATE TABLE job_cost_summaries (
    job_id uuid PRIMARY KEY REFERENCES jobs,
    total_calls bigint NOT NULL DEFAULT 0,
    successful_calls bigint NOT NULL DEFAULT 0,
    failed_calls bigint NOT NULL DEFAULT 0,
    total_prompt_tokens bigint NOT NULL DEFAULT 0,
    total_completion_tokens bigint NOT NULL DEFAULT 0,
    total_tokens bigint GENERATED ALWAYS AS (total_prompt_tokens + total_completion_tokens) STORED,
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    -- What the client owes for the job's calls.
    total_cost_usd numeric NOT NULL DEFAULT 0,
    total_latency_ms bigint NOT NULL DEFAULT 0,
    timed_calls bigint NOT NULL DEFAULT 0,
    avg_latency_ms bigint GENERATED ALWAYS AS
        (CASE WHEN timed_calls = 0 THEN 0 ELSE (total_latency_ms + timed_calls / 2) / timed_calls END) STORED,
    calculated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT calls_add_up CHECK (total_calls = successful_calls + failed_calls)
) WITH (fillfactor = 80);

-- held -> settled (charged for, the rest returned) | released (nothing charged) | expired (nobody came back).
CREATE TYPE hold_state AS ENUM ('held', 'settled', 'released', 'expired');

-- Credits set aside: for one call in the consumption modes, for the whole job (no call_id) in job_based.
CREATE TABLE credit_holds (
    hold_id uuid PRIMARY KEY DEFAULT new_uuid(),
    team_id external_id NOT NULL REFERENCES team_credits,
    job_id uuid NOT NULL REFERENCES jobs,
    call_id uuid UNIQUE,
    credits bigint NOT NULL CHECK (credits > 0),
    credits_charged bigint NOT NULL DEFAULT 0 CHECK (credits_charged >= 0),
    state hold_state NOT NULL DEFAULT 'held',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    resolved_at timestamptz,
    CONSTRAINT resolved_holds_have_a_time CHECK ((state = 'held') = (resolved_at IS NULL)),
    CONSTRAINT only_settled_holds_charge CHECK (state = 'settled' OR credits_charged = 0)
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX one_open_hold_a_job ON credit_holds (job_id) WHERE call_id IS NULL AND state = 'held';
CREATE INDEX credit_holds_open ON credit_holds (team_id, expires_at) WHERE state = 'held';

CREATE FUNCTION refuse_reopening_a_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'hold % is already %', OLD.hold_id, OLD.state;
END $$;

CREATE TRIGGER holds_resolve_once BEFORE UPDATE ON credit_holds
    FOR EACH ROW WHEN (OLD.state <> 'held') EXECUTE FUNCTION refuse_reopening_a_hold();

CREATE TYPE transaction_type AS ENUM
    ('deduction', 'allocation', 'refund', 'adjustment', 'subscription_payment', 'one_time_payment');

-- The ledger. credits_before and credits_after are the team's remaining credits (allocated - used). The amount is
-- positive; the type gives the direction, for an adjustment the two balances do.
CREATE TABLE credit_transactions (
    transaction_id uuid PRIMARY KEY DEFAULT new_uuid(),
    -- The order in which entries were made, within a team without a gap in the balances.
    position bigint GENERATED ALWAYS AS IDENTITY,
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL REFERENCES organizations,
    job_id uuid REFERENCES jobs,
    call_id uuid,
    transaction_type transaction_type NOT NULL,
    credits_amount bigint NOT NULL CHECK (credits_amount > 0),
    credits_before bigint NOT NULL CHECK (credits_before >= 0),
    credits_after bigint NOT NULL CHECK (credits_after >= 0),
    reason text CHECK (length(reason) <= 500),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT balances_follow_the_amount CHECK (
        CASE transaction_type
            WHEN 'deduction' THEN credits_after = credits_before - credits_amount
            WHEN 'adjustment' THEN abs(credits_after - credits_before) = credits_amount
            ELSE credits_after = credits_before + credits_amount
        END)
);

CREATE INDEX credit_transactions_by_team ON credit_transactions (team_id, position DESC);
CREATE INDEX credit_transactions_by_job ON credit_transactions (job_id) WHERE job_id IS NOT NULL;

CREATE FUNCTION refuse_rewriting_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credit_transactions is append-only';
END $$;

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON credit_transactions
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_the_ledger();
CREATE TRIGGER ledger_is_never_truncated BEFORE TRUNCATE ON credit_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_the_ledger();
