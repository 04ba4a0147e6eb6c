-- What was found by reading whole tables.

-- A plan's jobs by period, for the prices that a period brought in.
CREATE INDEX jobs_by_plan ON jobs (plan_id, plan_period_start) WHERE plan_id IS NOT NULL;
-- Sessions that live are few among all that there were.
CREATE INDEX admin_sessions_live ON admin_sessions (expires_at) WHERE revoked_at IS NULL;
