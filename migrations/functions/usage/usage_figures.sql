-- What a group of jobs or calls adds up to. Jobs and credits are null where calls are grouped by what served them; fees
-- where they cannot be assigned to the groups.
CREATE TYPE usage_figures AS (
    total_jobs numeric, completed_jobs numeric, failed_jobs numeric, credits_used numeric, fees_usd numeric,
    total_calls numeric, successful_calls numeric, failed_calls numeric, prompt_tokens numeric, completion_tokens numeric,
    provider_cost_usd numeric, client_cost_usd numeric, latency_counts bigint[]
);
