-- Jobs: one business operation each, with what its calls add up to.

CREATE TYPE job_status AS ENUM ('pending', 'in_progress', 'completed', 'failed', 'cancelled');
COMMENT ON TYPE job_status IS 'pending: no call yet. in_progress: called. The others are final.';

CREATE TABLE jobs (
    job_id uuid PRIMARY KEY,
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL REFERENCES organizations,
    job_type text NOT NULL CHECK (length(job_type) BETWEEN 1 AND 100),
    user_id text CHECK (length(user_id) <= 255),
    external_task_id text CHECK (length(external_task_id) <= 255),
    job_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(job_metadata) = 'object'),
    status job_status NOT NULL DEFAULT 'pending',
    error_message text CHECK (length(error_message) <= 1000),
    model_groups_used text[] NOT NULL DEFAULT '{}',

    budget_mode budget_mode,
    credits_per_dollar numeric,
    tokens_per_credit bigint,
    plan_id uuid REFERENCES pricing_plans,
    plan_period_start timestamptz,
    plan_position bigint CHECK (plan_position > 0),

    credits_charged bigint NOT NULL DEFAULT 0 CHECK (credits_charged >= 0),
    credit_applied boolean GENERATED ALWAYS AS (credits_charged > 0) STORED,

    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    last_call_at timestamptz,
    completed_at timestamptz,
    CONSTRAINT closed_jobs_have_a_time CHECK ((status IN ('completed', 'failed', 'cancelled')) = (completed_at IS NOT NULL)),
    CONSTRAINT started_jobs_have_terms CHECK ((started_at IS NULL) = (budget_mode IS NULL))
);

CREATE INDEX jobs_by_team ON jobs (team_id, created_at DESC, job_id DESC) INCLUDE (status, job_type, started_at);
CREATE INDEX jobs_by_organization ON jobs (organization_id, created_at DESC);
-- A plan's jobs by period, for the prices that a period brought in.
CREATE INDEX jobs_by_plan ON jobs (plan_id, plan_period_start) WHERE plan_id IS NOT NULL;
CREATE INDEX jobs_open ON jobs ((greatest(created_at, last_call_at))) WHERE status IN ('pending', 'in_progress');
CREATE INDEX open_jobs_by_team ON jobs (team_id) WHERE status IN ('pending', 'in_progress');
-- Jobs without a call: few, and most of them for a moment only.
CREATE INDEX jobs_without_calls ON jobs (team_id, created_at DESC) WHERE started_at IS NULL;

COMMENT ON TABLE jobs IS 'One business operation each, with all the calls that it takes.';
COMMENT ON COLUMN jobs.job_id IS 'Its id, a UUIDv7.';
COMMENT ON COLUMN jobs.team_id IS 'The team whose job it is.';
COMMENT ON COLUMN jobs.organization_id IS 'The team''s organization.';
COMMENT ON COLUMN jobs.job_type IS 'What kind of operation it is, in the client''s words; pricing plans go by it.';
COMMENT ON COLUMN jobs.user_id IS 'The client''s user, in the client''s words.';
COMMENT ON COLUMN jobs.external_task_id IS 'The client''s own id of the operation.';
COMMENT ON COLUMN jobs.job_metadata IS 'A JSON object that the client keeps with it; Tollgate does not read it.';
COMMENT ON COLUMN jobs.status IS 'Where it stands.';
COMMENT ON COLUMN jobs.error_message IS 'Why it failed, in the client''s words; abandoned: nothing was heard of it for a day.';
COMMENT ON COLUMN jobs.model_groups_used IS 'What its calls asked for, each name once.';
COMMENT ON COLUMN jobs.budget_mode IS 'The team''s term when the first call was made; null before.';
COMMENT ON COLUMN jobs.credits_per_dollar IS 'The team''s term when the first call was made; null before.';
COMMENT ON COLUMN jobs.tokens_per_credit IS 'The team''s term when the first call was made; null before.';
COMMENT ON COLUMN jobs.plan_id IS 'The plan in force when the first call was made; null: none.';
COMMENT ON COLUMN jobs.plan_period_start IS 'The period in which its plan counted it, if the plan counts jobs.';
COMMENT ON COLUMN jobs.plan_position IS 'Which job of that period it is, from 1 on.';
COMMENT ON COLUMN jobs.credits_charged IS 'What it has paid, refunds taken off.';
COMMENT ON COLUMN jobs.credit_applied IS 'Whether it has paid anything.';
COMMENT ON COLUMN jobs.created_at IS 'When it was opened.';
COMMENT ON COLUMN jobs.started_at IS 'When its first call was admitted.';
COMMENT ON COLUMN jobs.last_call_at IS 'When its last call was admitted: after a day of silence an open job is given up.';
COMMENT ON COLUMN jobs.completed_at IS 'When it was closed, whatever its status.';

CREATE FUNCTION is_legal(p_from job_status, p_to job_status) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_from = p_to OR p_from = 'pending' OR (p_from = 'in_progress' AND p_to NOT IN ('pending', 'in_progress'))
$$;
COMMENT ON FUNCTION is_legal(job_status, job_status) IS 'A job is called, then closed. A closed one is final, though its late calls may still be charged.';

CREATE FUNCTION refuse_an_illegal_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: from % to % is no legal transition', TG_TABLE_NAME, OLD.status, NEW.status;
END $$;
COMMENT ON FUNCTION refuse_an_illegal_transition() IS 'Keeps the states of jobs and calls from changing other than is_legal says.';

CREATE TRIGGER jobs_close_once BEFORE UPDATE OF status ON jobs
    FOR EACH ROW WHEN (NOT is_legal(OLD.status, NEW.status)) EXECUTE FUNCTION refuse_an_illegal_transition();

CREATE TABLE job_cost_summaries (
    job_id uuid PRIMARY KEY REFERENCES jobs,
    total_calls bigint NOT NULL DEFAULT 0,
    successful_calls bigint NOT NULL DEFAULT 0,
    failed_calls bigint NOT NULL DEFAULT 0,
    total_prompt_tokens bigint NOT NULL DEFAULT 0,
    total_completion_tokens bigint NOT NULL DEFAULT 0,
    total_tokens bigint GENERATED ALWAYS AS (total_prompt_tokens + total_completion_tokens) STORED,
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    total_cost_usd numeric NOT NULL DEFAULT 0,
    job_price_usd usd NOT NULL DEFAULT 0,
    total_latency_ms bigint NOT NULL DEFAULT 0,
    timed_calls bigint NOT NULL DEFAULT 0,
    avg_latency_ms bigint GENERATED ALWAYS AS
        (CASE WHEN timed_calls = 0 THEN 0 ELSE (total_latency_ms + timed_calls / 2) / timed_calls END) STORED,
    calculated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT calls_add_up CHECK (total_calls = successful_calls + failed_calls)
) WITH (fillfactor = 80);

COMMENT ON TABLE job_cost_summaries IS 'What the settled calls of a job add up to. No row: none was settled, and the job has no price of its own.';
COMMENT ON COLUMN job_cost_summaries.job_id IS 'The job.';
COMMENT ON COLUMN job_cost_summaries.total_calls IS 'Settled calls.';
COMMENT ON COLUMN job_cost_summaries.successful_calls IS 'Those that succeeded.';
COMMENT ON COLUMN job_cost_summaries.failed_calls IS 'Those that failed.';
COMMENT ON COLUMN job_cost_summaries.total_prompt_tokens IS 'Input tokens.';
COMMENT ON COLUMN job_cost_summaries.total_completion_tokens IS 'Output tokens.';
COMMENT ON COLUMN job_cost_summaries.total_tokens IS 'Both.';
COMMENT ON COLUMN job_cost_summaries.provider_cost_usd IS 'What the provider charges. Teams never see it.';
COMMENT ON COLUMN job_cost_summaries.total_cost_usd IS 'What the client owes: for the calls, and the price of the job itself.';
COMMENT ON COLUMN job_cost_summaries.job_price_usd IS 'The price of the job itself, by its plan; part of total_cost_usd.';
COMMENT ON COLUMN job_cost_summaries.total_latency_ms IS 'The latencies of the timed calls, added up, in milliseconds.';
COMMENT ON COLUMN job_cost_summaries.timed_calls IS 'Calls whose latency is known.';
COMMENT ON COLUMN job_cost_summaries.avg_latency_ms IS 'The mean of these latencies, rounded; 0 where there is none.';
COMMENT ON COLUMN job_cost_summaries.calculated_at IS 'When something was added last.';
