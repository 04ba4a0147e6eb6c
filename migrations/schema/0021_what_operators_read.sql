-- What operators read: the calls of a team and the jobs of all teams in the order of time, jobs by the client's own id, and when the
-- books were last audited and the last sweep was.

CREATE INDEX llm_calls_by_team ON llm_calls (team_id, call_id);
CREATE INDEX jobs_by_time ON jobs (created_at DESC, job_id DESC);
CREATE INDEX jobs_by_external_task ON jobs (external_task_id, created_at DESC) WHERE external_task_id IS NOT NULL;

CREATE TABLE books_audits (
    audit_id uuid PRIMARY KEY DEFAULT new_uuid(),
    checked_at timestamptz NOT NULL DEFAULT now(),
    ok boolean NOT NULL,
    complete boolean NOT NULL,
    checks integer NOT NULL CHECK (checks >= 0),
    findings jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(findings) = 'array')
);

CREATE INDEX books_audits_by_time ON books_audits (checked_at DESC);

COMMENT ON TABLE books_audits IS 'The outcomes of audits of the books, of a year.';
COMMENT ON COLUMN books_audits.audit_id IS 'Its id.';
COMMENT ON COLUMN books_audits.checked_at IS 'When it was made.';
COMMENT ON COLUMN books_audits.ok IS 'No check has found the books wrong; warnings do not count.';
COMMENT ON COLUMN books_audits.complete IS 'All checks were made; false: there was no time for the last ones.';
COMMENT ON COLUMN books_audits.checks IS 'How many checks were made.';
COMMENT ON COLUMN books_audits.findings IS 'What was found, by check: [{"check", "severity", "count"}]. No row of the books.';

CREATE TABLE last_sweep (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    swept_at timestamptz
);

INSERT INTO last_sweep DEFAULT VALUES;

COMMENT ON TABLE last_sweep IS 'When the sweep last ran: one row.';
COMMENT ON COLUMN last_sweep.is_single IS 'There is no second row.';
COMMENT ON COLUMN last_sweep.swept_at IS 'When; null: not yet.';
