-- What was used, by day (UTC): what reports read instead of jobs and calls. Kept by the functions that write those.

CREATE TABLE job_usage_by_day (
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL,
    day date NOT NULL,
    job_type text NOT NULL,
    total_jobs bigint NOT NULL DEFAULT 0,
    completed_jobs bigint NOT NULL DEFAULT 0,
    failed_jobs bigint NOT NULL DEFAULT 0,
    total_calls bigint NOT NULL DEFAULT 0,
    successful_calls bigint NOT NULL DEFAULT 0,
    failed_calls bigint NOT NULL DEFAULT 0,
    total_prompt_tokens bigint NOT NULL DEFAULT 0,
    total_completion_tokens bigint NOT NULL DEFAULT 0,
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    client_cost_usd numeric NOT NULL DEFAULT 0,
    credits_used bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (team_id, day, job_type)
) WITH (fillfactor = 70);

CREATE INDEX job_usage_by_organization ON job_usage_by_day (organization_id, day);
CREATE INDEX job_usage_of_day ON job_usage_by_day (day);

COMMENT ON TABLE job_usage_by_day IS 'Usage by the day on which a job was opened. Costs and tokens are those of its calls, and the price of the job itself.';
COMMENT ON COLUMN job_usage_by_day.team_id IS 'The team.';
COMMENT ON COLUMN job_usage_by_day.organization_id IS 'Its organization.';
COMMENT ON COLUMN job_usage_by_day.day IS 'The day (UTC) on which the jobs were opened.';
COMMENT ON COLUMN job_usage_by_day.job_type IS 'Their type.';
COMMENT ON COLUMN job_usage_by_day.total_jobs IS 'Jobs that were opened.';
COMMENT ON COLUMN job_usage_by_day.completed_jobs IS 'Those that were completed.';
COMMENT ON COLUMN job_usage_by_day.failed_jobs IS 'Those that failed.';
COMMENT ON COLUMN job_usage_by_day.total_calls IS 'Settled calls of these jobs.';
COMMENT ON COLUMN job_usage_by_day.successful_calls IS 'Those that succeeded.';
COMMENT ON COLUMN job_usage_by_day.failed_calls IS 'Those that failed.';
COMMENT ON COLUMN job_usage_by_day.total_prompt_tokens IS 'Input tokens.';
COMMENT ON COLUMN job_usage_by_day.total_completion_tokens IS 'Output tokens.';
COMMENT ON COLUMN job_usage_by_day.provider_cost_usd IS 'What the providers charge.';
COMMENT ON COLUMN job_usage_by_day.client_cost_usd IS 'What the client owes, prices of jobs included.';
COMMENT ON COLUMN job_usage_by_day.credits_used IS 'Credits charged, refunds taken off.';

CREATE TABLE call_usage_by_day (
    team_id external_id NOT NULL REFERENCES team_credits,
    organization_id external_id NOT NULL,
    day date NOT NULL,
    job_type text NOT NULL,
    model text NOT NULL,
    provider provider NOT NULL,
    total_calls bigint NOT NULL DEFAULT 0,
    successful_calls bigint NOT NULL DEFAULT 0,
    failed_calls bigint NOT NULL DEFAULT 0,
    total_prompt_tokens bigint NOT NULL DEFAULT 0,
    total_completion_tokens bigint NOT NULL DEFAULT 0,
    provider_cost_usd numeric NOT NULL DEFAULT 0,
    client_cost_usd numeric NOT NULL DEFAULT 0,
    latency_counts bigint[] NOT NULL,
    PRIMARY KEY (team_id, day, job_type, model, provider)
) WITH (fillfactor = 70);

CREATE INDEX call_usage_by_organization ON call_usage_by_day (organization_id, day);
CREATE INDEX call_usage_of_day ON call_usage_by_day (day);

COMMENT ON TABLE call_usage_by_day IS 'Usage by the day on which a call was made, and what served it.';
COMMENT ON COLUMN call_usage_by_day.team_id IS 'The team.';
COMMENT ON COLUMN call_usage_by_day.organization_id IS 'Its organization.';
COMMENT ON COLUMN call_usage_by_day.day IS 'The day (UTC) on which the calls were made.';
COMMENT ON COLUMN call_usage_by_day.job_type IS 'The type of their jobs.';
COMMENT ON COLUMN call_usage_by_day.model IS 'The alias that served, or was asked for where none did.';
COMMENT ON COLUMN call_usage_by_day.provider IS 'The provider that served.';
COMMENT ON COLUMN call_usage_by_day.total_calls IS 'Settled calls.';
COMMENT ON COLUMN call_usage_by_day.successful_calls IS 'Those that succeeded.';
COMMENT ON COLUMN call_usage_by_day.failed_calls IS 'Those that failed.';
COMMENT ON COLUMN call_usage_by_day.total_prompt_tokens IS 'Input tokens.';
COMMENT ON COLUMN call_usage_by_day.total_completion_tokens IS 'Output tokens.';
COMMENT ON COLUMN call_usage_by_day.provider_cost_usd IS 'What the provider charges.';
COMMENT ON COLUMN call_usage_by_day.client_cost_usd IS 'What the client owes for the calls.';
COMMENT ON COLUMN call_usage_by_day.latency_counts IS 'How many calls took how long: by the classes of latency_bounds, then those that took longer, then those of which it is not known.';

CREATE TABLE job_totals (
    before_day date PRIMARY KEY,
    opened bigint NOT NULL,
    completed bigint NOT NULL,
    failed bigint NOT NULL,
    client_cost_usd numeric NOT NULL
);

COMMENT ON TABLE job_totals IS 'All jobs opened before a day, in one row: what metrics add today''s rows to. A job that still changes is counted anew the next day.';
COMMENT ON COLUMN job_totals.before_day IS 'The first day (UTC) that is not counted.';
COMMENT ON COLUMN job_totals.opened IS 'Jobs that were opened.';
COMMENT ON COLUMN job_totals.completed IS 'Those that were completed.';
COMMENT ON COLUMN job_totals.failed IS 'Those that failed.';
COMMENT ON COLUMN job_totals.client_cost_usd IS 'What the clients owe.';

CREATE TABLE call_totals (
    provider provider PRIMARY KEY,
    succeeded bigint NOT NULL,
    failed bigint NOT NULL,
    prompt_tokens bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    provider_cost_usd numeric NOT NULL
);

COMMENT ON TABLE call_totals IS 'All calls made before job_totals.before_day, by provider.';
COMMENT ON COLUMN call_totals.provider IS 'The provider that served.';
COMMENT ON COLUMN call_totals.succeeded IS 'Calls that succeeded.';
COMMENT ON COLUMN call_totals.failed IS 'Calls that failed.';
COMMENT ON COLUMN call_totals.prompt_tokens IS 'Input tokens.';
COMMENT ON COLUMN call_totals.completion_tokens IS 'Output tokens.';
COMMENT ON COLUMN call_totals.provider_cost_usd IS 'What the provider charges.';
