-- A year of a busy deployment: 20 organizations of 5 teams each, three job types a team, two models a job type, and in all
-- as many calls as the setting bench.calls says, two a job. The summaries have all of them; jobs and calls themselves are
-- there for bench.rows of the calls, half of these in one team, whose lists are the longest. Triggers and foreign keys are
-- off meanwhile: what is written keeps to them.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '256MB';

INSERT INTO organizations (organization_id, name)
    SELECT 'org-' || o, 'Organization ' || o FROM generate_series(1, 20) AS o;
INSERT INTO team_credits (team_id, organization_id, credits_allocated)
    SELECT format('team-%s-%s', o, t), 'org-' || o, 1000000000 FROM generate_series(1, 20) AS o, generate_series(1, 5) AS t;

-- A subscription for every team, with its twelve periods.
INSERT INTO pricing_plans (team_id, kind, price_per_job_usd, first_jobs, period, period_fee_usd, valid_from)
    SELECT team_id, 'subscription', 0.05, 1000, 'monthly', 99, now() - interval '364 days' FROM team_credits;
INSERT INTO plan_periods (plan_id, period_start, period_end, period_fee_usd)
    SELECT plan_id, valid_from + make_interval(months => m), valid_from + make_interval(months => m + 1), 99
    FROM pricing_plans, generate_series(0, 11) AS m;

-- By team, day, job type and model: weekdays are twice as busy as weekends, some teams ten times as busy as others.
CREATE TEMPORARY TABLE load AS
    SELECT format('team-%s-%s', o, t) AS team_id, 'org-' || o AS organization_id, day::date AS day, 'type-' || j AS job_type,
        'model-' || (j * 2 + m) AS model, (enum_range(NULL::provider))[1 + (j + m) % 4] AS provider,
        (1 + (o * 7 + t * 3) % 10) * (CASE WHEN extract(isodow FROM day) < 6 THEN 2 ELSE 1 END) * (4 - j)::numeric AS weight
    FROM generate_series(1, 20) AS o, generate_series(1, 5) AS t, generate_series(1, 3) AS j, generate_series(0, 1) AS m,
        generate_series((now() AT TIME ZONE 'UTC')::date - 364, (now() AT TIME ZONE 'UTC')::date, interval '1 day') AS day;
ALTER TABLE load ADD COLUMN calls bigint;
UPDATE load SET calls = greatest(2, round(weight / total * current_setting('bench.calls')::numeric / 2) * 2)
    FROM (SELECT sum(weight) AS total FROM load) AS sums;

-- Latencies as they are: most calls in the middle classes, a long tail. One in a hundred calls fails.
CREATE TEMPORARY TABLE shares AS
    SELECT class, exp(-((class - 25) ^ 2) / 72.0) / sum(exp(-((class - 25) ^ 2) / 72.0)) OVER () AS share
    FROM generate_series(1, cardinality(latency_bounds()) + 2) AS class;

INSERT INTO call_usage_by_day (
        team_id, organization_id, day, job_type, model, provider, total_calls, successful_calls, failed_calls,
        total_prompt_tokens, total_completion_tokens, provider_cost_usd, client_cost_usd, latency_counts)
    SELECT team_id, organization_id, day, job_type, model, provider, calls, calls - calls / 100, calls / 100,
        calls * 900, calls * 300, calls * 0.00123, calls * 0.001476,
        counts[:24] || counts[25] + calls - counted || counts[26:]
    FROM load, LATERAL (
        SELECT array_agg(floor(calls * share)::bigint ORDER BY class) AS counts, sum(floor(calls * share)::bigint)::bigint AS counted
        FROM shares) AS latencies
    ORDER BY day, team_id;

INSERT INTO job_usage_by_day (
        team_id, organization_id, day, job_type, total_jobs, completed_jobs, failed_jobs, total_calls, successful_calls,
        failed_calls, total_prompt_tokens, total_completion_tokens, provider_cost_usd, client_cost_usd, credits_used)
    SELECT team_id, organization_id, day, job_type, sum(total_calls) / 2, sum(total_calls) / 2 - sum(total_calls) / 200,
        sum(total_calls) / 200, sum(total_calls), sum(successful_calls), sum(failed_calls), sum(total_prompt_tokens),
        sum(total_completion_tokens), sum(provider_cost_usd), sum(client_cost_usd), sum(total_calls) / 2
    FROM call_usage_by_day GROUP BY 1, 2, 3, 4
    ORDER BY day, team_id;

-- Jobs of two calls each.
CREATE FUNCTION pg_temp.uuid_of(p_moment timestamptz) RETURNS uuid LANGUAGE sql AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(uuid_send(first_uuid_at(p_moment)) FROM 1 FOR 6) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

INSERT INTO jobs (job_id, team_id, organization_id, job_type, status, budget_mode, credits_per_dollar, tokens_per_credit,
                  credits_charged, created_at, started_at, completed_at, last_call_at)
    SELECT pg_temp.uuid_of(moment), format('team-%s-%s', o, t), 'org-' || o, 'type-' || 1 + n % 3,
        (CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'completed' END)::job_status, 'job_based', 10, 10000, 1,
        moment, moment, moment + interval '9 seconds', moment
    FROM generate_series(1, current_setting('bench.rows')::bigint / 2) AS n,
        LATERAL (SELECT now() - interval '364 days' * (1 - n / (current_setting('bench.rows')::double precision / 2)) AS moment,
                     CASE WHEN n % 2 = 0 THEN 1 ELSE 1 + n / 10 % 20 END AS o,
                     CASE WHEN n % 2 = 0 THEN 1 ELSE 1 + n / 2 % 5 END AS t) AS place;
INSERT INTO job_cost_summaries (job_id, total_calls, successful_calls, total_prompt_tokens, total_completion_tokens,
                                provider_cost_usd, total_cost_usd, total_latency_ms, timed_calls)
    SELECT job_id, 2, 2, 1800, 600, 0.00246, 0.002952, 4200, 2 FROM jobs;

SELECT create_call_partition(month::date) FROM generate_series(now() - interval '365 days', now(), interval '1 month') AS month;
INSERT INTO llm_calls (
        call_id, job_id, team_id, organization_id, status, purpose, model_group_used, model_used, provider, resolved_model,
        prompt_tokens, completion_tokens, cost_markup_percentage, input_cost_usd, output_cost_usd, provider_cost_usd,
        client_cost_usd, latency_ms, created_at, expires_at, settled_at)
    SELECT pg_temp.uuid_of(moment), job_id, team_id, organization_id,
        (CASE WHEN position(substr(job_id::text, 36) IN '0') > 0 AND call = 2 THEN 'abandoned' ELSE 'succeeded' END)::call_status,
        'step', 'model-1', 'model-1', 'openai', 'gpt-4o-mini', 900, 300, 20, 0.00063, 0.0006, 0.00123, 0.001476, 2100,
        moment, moment + interval '10 minutes', moment + interval '2 seconds'
    FROM jobs, generate_series(1, 2) AS call, LATERAL (SELECT created_at + call * interval '3 seconds' AS moment) AS made;

RESET session_replication_role;
