-- A database that has been in use for half a year: enough rows that whoever reads all of a table does so by mistake.

-- Foreign keys are right by construction; checking them would take most of the time.
SET session_replication_role = replica;

CREATE FUNCTION numbered_uuid(p_moment timestamptz, p_number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (left(first_uuid_at(p_moment)::text, 24) || lpad(to_hex(p_number), 12, '0'))::uuid
$$;

SELECT create_call_partition((date_trunc('month', now()) - make_interval(months => ago))::date) FROM generate_series(1, 6) AS ago;

-- Twenty organizations of ten teams, each with two keys. The last team of each organization has done nothing yet.
INSERT INTO organizations (organization_id, name, body_retention_days)
    SELECT format('organization-%s', number), format('Organization %s', number), 30 FROM generate_series(0, 19) AS number;
INSERT INTO organizations (organization_id, name) VALUES ('organization-empty', 'Empty');

INSERT INTO team_credits (team_id, organization_id, credits_allocated, credits_used, credits_held, budget_mode, auto_refill,
                          refill_amount, refill_period, refills_since, rpm_limit, tpm_limit)
    SELECT format('team-%s', number), format('organization-%s', number % 20), 1000000, 1000, 1000, 'consumption_usd',
        number % 5 = 0, 100, 'monthly', now() - interval '45 days', 100000000, 100000000000
    FROM generate_series(0, 199) AS number;

INSERT INTO virtual_keys (key_hash, team_id, key_hint, name)
    SELECT sha256(convert_to(format('key-%s', number), 'UTF8')), format('team-%s', number % 200), 'sk-…', 'Key'
    FROM generate_series(0, 9999) AS number;
-- Most keys are old ones.
UPDATE virtual_keys SET revoked_at = now() WHERE key_hash NOT IN (
    SELECT sha256(convert_to(format('key-%s', number), 'UTF8')) FROM generate_series(0, 199) AS number);

INSERT INTO model_aliases (model_alias, provider, actual_model, pricing_input, pricing_output)
    SELECT format('alias-%s', number), 'openai', 'gpt-4o', 3, 15 FROM generate_series(0, 99) AS number;
INSERT INTO model_access_groups (group_name) VALUES ('everything'), ('unused');
INSERT INTO model_alias_access_groups (model_alias_id, access_group_id)
    SELECT model_alias_id, access_group_id FROM model_aliases, model_access_groups WHERE group_name = 'everything';
INSERT INTO team_access_groups (team_id, access_group_id)
    SELECT team_id, access_group_id FROM team_credits, model_access_groups WHERE group_name = 'everything';
INSERT INTO model_groups (group_name, balancing) VALUES ('grouped', 'priority'), ('fastest', 'least_latency'), ('unused-group', 'priority');
INSERT INTO model_group_models (model_group_id, model_name, priority)
    SELECT model_group_id, format('alias-%s', number), number FROM model_groups, generate_series(1, 3) AS number
    WHERE group_name IN ('grouped', 'fastest');
INSERT INTO team_model_groups (team_id, model_group_id)
    SELECT team_id, model_group_id FROM team_credits, model_groups WHERE group_name IN ('grouped', 'fastest');
INSERT INTO provider_credentials (organization_id, provider, credential_name, sealed_key)
    SELECT organization_id, 'openai', 'Key', 'v1.a.b.c' FROM organizations;
-- Two hundred models with the key of each organization. The aliases are all of gpt-4o, whose routes may be probed; some others are
-- set aside.
INSERT INTO route_health (organization_id, provider, model, credential_id, consecutive_failures, trouble, last_failed_at,
                          set_aside_until, latency_ms, measured_at)
    SELECT organization_id, provider, CASE WHEN number = 0 THEN 'gpt-4o' ELSE format('model-%s', number) END, credential_id,
        CASE WHEN in_trouble THEN 5 ELSE 0 END, CASE WHEN in_trouble THEN 'failing'::route_trouble END,
        CASE WHEN in_trouble OR number % 3 = 0 THEN now() - number * interval '1 minute' END,
        CASE WHEN number = 0 THEN now() - interval '1 second' WHEN in_trouble THEN now() + interval '1 minute' END, 900, now()
    FROM provider_credentials, generate_series(0, 199) AS number, LATERAL (SELECT number % 20 = 0) AS a(in_trouble);

INSERT INTO pricing_plans (team_id, job_type, kind, price_per_job_usd, first_jobs, period, period_fee_usd, valid_from)
    SELECT team_id, 'invoice', 'subscription', 0.5, 10, 'monthly', 20, now() - interval '5 months' FROM team_credits;
INSERT INTO plan_periods (plan_id, period_start, period_end, jobs_counted, period_fee_usd)
    SELECT plan_id, valid_from + make_interval(months => number), valid_from + make_interval(months => number + 1), 50, 20
    FROM pricing_plans, generate_series(0, 5) AS number;

-- A hundred thousand jobs with two calls each, evenly over the half year; in the last hour some are open.
CREATE TEMPORARY TABLE made AS
    SELECT number, numbered_uuid(moment, number) AS job_id, moment, number % 200 AS team, number >= 99000 AS is_open,
        number >= 99200 AS has_open_call
    FROM generate_series(0, 99999) AS number
    CROSS JOIN LATERAL (SELECT now() - (99999 - number) * interval '155 seconds') AS a(moment)
    WHERE number % 200 < 180;

INSERT INTO jobs (job_id, team_id, organization_id, user_id, job_type, external_task_id, status, budget_mode,
                  credits_per_dollar, tokens_per_credit, created_at, started_at, completed_at, last_call_at, plan_id,
                  plan_period_start, plan_position)
    SELECT job_id, format('team-%s', team), format('organization-%s', team % 20), format('user-%s', number % 1000),
        (ARRAY['report', 'summary', 'invoice'])[1 + number % 3], format('task-%s', number),
        CASE WHEN is_open THEN 'in_progress'::job_status ELSE 'completed' END, 'consumption_usd', 10, 10000, moment, moment,
        CASE WHEN NOT is_open THEN moment + interval '1 minute' END, moment, plan_id,
        CASE WHEN NOT is_open THEN period_start END, CASE WHEN NOT is_open THEN 1 + number % 50 END
    FROM made LEFT JOIN (pricing_plans AS plan JOIN plan_periods USING (plan_id))
        ON number % 3 = 2 AND plan.team_id = format('team-%s', team) AND moment >= period_start AND moment < period_end;
INSERT INTO job_cost_summaries (job_id, total_calls, successful_calls, total_prompt_tokens, total_completion_tokens,
                                provider_cost_usd, total_cost_usd, total_latency_ms, timed_calls)
    SELECT job_id, 2, 2, 2000, 400, 0.012, 0.012, 3000, 2 FROM made;

INSERT INTO llm_calls (call_id, job_id, team_id, organization_id, status, model_group_used, model_used, provider,
                       prompt_tokens, completion_tokens, pricing, cost_markup_percentage, input_cost_usd, output_cost_usd,
                       provider_cost_usd, client_cost_usd, latency_ms, created_at, expires_at, settled_at)
    SELECT numbered_uuid(moment, number * 2 + which), job_id, format('team-%s', team), format('organization-%s', team % 20),
        CASE WHEN has_open_call AND which = 1 THEN 'admitted'::call_status ELSE 'succeeded' END, format('alias-%s', number % 100),
        format('alias-%s', number % 100), 'openai', 1000, 200, '{"input": "3", "output": "15"}', 0, 0.003, 0.003, 0.006, 0.006,
        1500, moment, CASE WHEN is_open THEN now() + interval '10 minutes' ELSE moment + interval '15 minutes' END,
        CASE WHEN NOT (has_open_call AND which = 1) THEN moment + interval '2 seconds' END
    FROM made, generate_series(0, 1) AS which;
INSERT INTO llm_call_bodies (call_id, team_id, request_data, response_data, created_at, expires_at)
    SELECT numbered_uuid(moment, number * 2), format('team-%s', team), '{"messages": []}', '{}', moment, now() + interval '30 days'
    FROM made WHERE number % 4 = 0;

INSERT INTO credit_holds (team_id, job_id, call_id, credits, credits_charged, state, created_at, expires_at, resolved_at)
    SELECT format('team-%s', team), job_id, numbered_uuid(moment, number * 2 + 1), 2, CASE WHEN has_open_call THEN 0 ELSE 1 END,
        CASE WHEN has_open_call THEN 'held'::hold_state ELSE 'settled' END, moment,
        CASE WHEN has_open_call THEN now() + interval '10 minutes' ELSE moment + interval '15 minutes' END,
        CASE WHEN NOT has_open_call THEN moment + interval '2 seconds' END
    FROM made;
INSERT INTO credit_transactions (team_id, organization_id, job_id, call_id, transaction_type, credits_amount,
                                 credits_before, credits_after, reason, created_at)
    SELECT format('team-%s', team), format('organization-%s', team % 20), job_id, numbered_uuid(moment, number * 2 + 1),
        'deduction', 1, 999000, 998999, 'Call', moment
    FROM made;

INSERT INTO idempotency_keys (team_id, idempotency_key, request_hash, answer, created_at, expires_at)
    SELECT format('team-%s', number % 200), format('request-%s', number), repeat('a', 64), '{}', now(),
        now() + interval '1 day' - number * interval '4 seconds'
    FROM generate_series(0, 21999) AS number;

INSERT INTO job_usage_by_day (team_id, organization_id, day, job_type, total_jobs, completed_jobs)
    SELECT format('team-%s', team), format('organization-%s', team % 20), (now() AT TIME ZONE 'UTC')::date - ago, job_type, 3, 3
    FROM generate_series(0, 179) AS team, generate_series(0, 180, 3) AS ago, unnest('{report,summary,invoice}'::text[]) AS job_type
    ORDER BY ago DESC;
INSERT INTO call_usage_by_day (team_id, organization_id, day, job_type, model, provider, total_calls, successful_calls,
                               latency_counts)
    SELECT team_id, organization_id, day, job_type, 'alias-1', 'openai', 6, 6, array_fill(0::bigint, ARRAY[50])
    FROM job_usage_by_day ORDER BY day;
-- As at the second request of a day.
SELECT update_usage_totals((now() AT TIME ZONE 'UTC')::date);

-- Five operators who have signed in often. The first is an owner, with the id and the session that the parameters name.
INSERT INTO admin_users (user_id, email, display_name, password_hash, role)
    SELECT numbered_uuid('2026-01-01', number), format('operator-%s@example.com', number), 'Operator', '$argon2id$hash',
        CASE WHEN number <= 1 THEN 'owner'::admin_role ELSE 'admin' END
    FROM generate_series(0, 4) AS number;
INSERT INTO admin_sessions (session_id, user_id, refresh_token_hash, created_at, expires_at)
    SELECT numbered_uuid('2026-01-01', number), numbered_uuid('2026-01-01', number % 5),
        sha256(convert_to(format('token-%s', number), 'UTF8')), now() - number * interval '1 hour',
        now() + interval '14 days' - number * interval '1 hour'
    FROM generate_series(0, 9999) AS number;
-- Each has replaced some tokens. The last one of each was replaced an hour from now, so that it may be used again when it is tried.
INSERT INTO spent_refresh_tokens (token_hash, session_id, spent_at, successor_hash, ip_address)
    SELECT sha256(convert_to(format('token-%s-%s', number, replaced), 'UTF8')), numbered_uuid('2026-01-01', number),
        now() + (4 - 15 * replaced) * interval '15 minutes',
        CASE WHEN replaced = 0 THEN sha256(convert_to(format('token-%s', number), 'UTF8')) END, '192.0.2.1'
    FROM generate_series(0, 9999) AS number, generate_series(0, 3) AS replaced;
INSERT INTO admin_audit_log (user_id, action, resource_type, resource_id, created_at)
    SELECT numbered_uuid('2026-01-01', number % 5), (ARRAY['added_credits', 'updated_team', 'created_key'])[1 + number % 3],
        'team', format('team-%s', number % 200), now() - number * interval '10 minutes'
    FROM generate_series(0, 19999) AS number;

DROP TABLE made;

-- A webhook for each team, and what they were told in a week; a little waits, and a little was given up.
INSERT INTO webhooks (webhook_id, team_id, webhook_url, events, sealed_secret)
    SELECT numbered_uuid('2026-01-01', number), format('team-%s', number), 'https://hooks.example.com', '{job.completed}',
        'v1.a.b.c'
    FROM generate_series(0, 199) AS number;
INSERT INTO webhook_deliveries (webhook_id, team_id, event, body, status, attempts, next_attempt_at, created_at, finished_at)
    SELECT numbered_uuid('2026-01-01', number % 200), format('team-%s', number % 200), 'job.completed', '{}', status, 1,
        now() - interval '1 minute', moment, CASE WHEN status <> 'pending' THEN moment END
    FROM generate_series(0, 19999) AS number
    CROSS JOIN LATERAL (SELECT now() - (20000 - number) * interval '30 seconds') AS a(moment)
    CROSS JOIN LATERAL (SELECT CASE WHEN number >= 19600 THEN 'pending' WHEN number % 100 = 7 THEN 'dead'
        ELSE 'delivered' END::delivery_status) AS b(status);

-- What the names in trials.sql stand for.
CREATE TABLE names (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO names VALUES
    ('admin', '{"kind": "admin_key"}'),
    ('claimed', (SELECT jsonb_agg(jsonb_build_object('delivery_id', delivery_id, 'attempt', attempts, 'outcome', 'delivered',
        'status', 200)) FROM (SELECT * FROM webhook_deliveries WHERE status = 'pending' LIMIT 30) AS claimed)::text),
    ('closed_job', (SELECT job_id FROM jobs WHERE team_id = 'team-7' AND status = 'completed' LIMIT 1)::text),
    ('credential', (SELECT credential_id FROM provider_credentials WHERE organization_id = 'organization-7')::text),
    ('delivery', (SELECT delivery_id FROM webhook_deliveries WHERE webhook_id = numbered_uuid('2026-01-01', 7)
        ORDER BY created_at DESC LIMIT 1 OFFSET 40)::text),
    ('key', (SELECT key_hash FROM virtual_keys WHERE team_id = 'team-7' AND revoked_at IS NULL)::text),
    ('key_id', (SELECT key_id FROM virtual_keys WHERE team_id = 'team-7' AND revoked_at IS NULL)::text),
    ('month_ago', (now() - interval '30 days')::date::text),
    ('new_credential', jsonb_build_object(
        'credential_id', new_uuid(), 'organization_id', 'organization-7', 'provider', 'openai', 'credential_name', 'New',
        'sealed_key', 'v1.a.b.c')::text),
    ('new_credentials', jsonb_build_array(jsonb_build_object(
        'credential_id', new_uuid(), 'organization_id', 'organization-7', 'provider', 'openai', 'credential_name', 'New',
        'sealed_key', 'v1.a.b.c'))::text),
    ('new_id', new_uuid()::text),
    ('new_key', jsonb_build_object('key_id', new_uuid(), 'key_hash', repeat('ff', 32), 'key_hint', 'sk-…')::text),
    ('new_session', jsonb_build_object('refresh_token_hash', repeat('ab', 32), 'ip_address', '192.0.2.1')::text),
    ('new_team', jsonb_build_object(
        'team_id', 'new', 'organization_id', 'organization-7', 'metadata', '{}'::jsonb, 'access_groups', '[]'::jsonb,
        'credits_allocated', 10, 'budget_mode', 'job_based', 'credits_per_dollar', '10', 'tokens_per_credit', 1000,
        'cost_markup_percentage', '0', 'refund_failed_jobs', 'unanswered')::text),
    ('new_webhook', jsonb_build_object('webhook_id', new_uuid(), 'webhook_url', 'https://hooks.example.com',
        'events', '["job.completed"]'::jsonb, 'sealed_secret', 'v1.a.b.c')::text),
    ('new_token', sha256('new token')::text),
    ('open_call', (SELECT call_id FROM llm_calls WHERE team_id = 'team-7' AND status = 'admitted' LIMIT 1)::text),
    ('open_job', (SELECT job_id FROM jobs WHERE team_id = 'team-7' AND status = 'in_progress' LIMIT 1)::text),
    ('operator', (SELECT user_id FROM admin_users WHERE email = 'operator-1@example.com')::text),
    ('operators_request', jsonb_build_object('key', 'new', 'request_hash', repeat('b', 64), 'holder', 'operators')::text),
    ('page', '{"organization_id": "organization-7", "limit": 50, "sort": "created_at", "order": "desc"}'),
    ('place', '{"ip_address": "192.0.2.1"}'),
    ('plan', (SELECT plan_id FROM pricing_plans WHERE team_id = 'team-7')::text),
    ('quiet_job', (SELECT job_id FROM jobs WHERE team_id = 'team-7' AND status = 'in_progress' AND NOT EXISTS (
        SELECT FROM llm_calls WHERE llm_calls.job_id = jobs.job_id AND status = 'admitted') LIMIT 1)::text),
    ('replaced_token', (SELECT token_hash FROM spent_refresh_tokens
        WHERE session_id = (SELECT session_id FROM admin_sessions ORDER BY created_at DESC LIMIT 1)
        ORDER BY spent_at DESC LIMIT 1)::text),
    ('request', jsonb_build_object('key', 'new', 'request_hash', repeat('b', 64))::text),
    ('resealed', (SELECT jsonb_agg(jsonb_build_object('credential_id', credential_id, 'old', sealed_key, 'new', 'v1.other.b.c'))
        FROM provider_credentials WHERE organization_id = 'organization-7')::text),
    ('result', (SELECT jsonb_build_object(
        'status', 'succeeded', 'provider', 'openai', 'model_used', 'alias-7', 'prompt_tokens', 10, 'cached_input_tokens', 0,
        'cache_write_5m_tokens', 0, 'cache_write_1h_tokens', 0, 'completion_tokens', 5, 'reasoning_tokens', 0,
        'estimated', false, 'pricing', jsonb_build_object('input', '3', 'output', '15'), 'input_cost_usd', '0.00003',
        'output_cost_usd', '0.000075', 'client_cost_usd', '0.000105', 'latency_ms', 900, 'attempts', jsonb_build_array(
            jsonb_build_object('model_alias', 'alias-7', 'provider', 'openai', 'model', 'gpt-4o', 'credential_id', credential_id,
                'outcome', 'provider_error', 'status', 503, 'latency_ms', 100, 'trouble', 'failing'),
            jsonb_build_object('model_alias', 'alias-7', 'provider', 'openai', 'model', 'model-1', 'credential_id', NULL,
                'outcome', 'succeeded', 'status', 200, 'latency_ms', 800))) FROM provider_credentials
        WHERE organization_id = 'organization-7')::text),
    ('session', (SELECT jsonb_build_object('kind', 'session', 'session_id', session_id) FROM admin_sessions ORDER BY created_at DESC LIMIT 1)::text),
    ('session_id', (SELECT session_id FROM admin_sessions ORDER BY created_at DESC LIMIT 1)::text),
    ('team', (SELECT jsonb_build_object('kind', 'virtual_key', 'key_hash', encode(key_hash, 'hex')) FROM virtual_keys WHERE team_id = 'team-7' AND revoked_at IS NULL)::text),
    ('token', (SELECT refresh_token_hash FROM admin_sessions ORDER BY created_at DESC LIMIT 1)::text),
    ('tomorrow', (now() + interval '1 day')::date::text),
    ('transaction', (SELECT transaction_id FROM credit_transactions WHERE team_id = 'team-7' ORDER BY position DESC LIMIT 1 OFFSET 60)::text),
    ('webhook', numbered_uuid('2026-01-01', 7)::text);
