-- Credits that are set aside, and the ledger of those that were given and taken.

CREATE TYPE hold_state AS ENUM ('held', 'settled', 'released', 'expired');
COMMENT ON TYPE hold_state IS 'settled: charged for, the rest returned. released: nothing charged. expired: its end was not reported in time.';

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

COMMENT ON TABLE credit_holds IS 'Credits set aside: for one call, or for a whole job that is charged on completion.';
COMMENT ON COLUMN credit_holds.hold_id IS 'Its id.';
COMMENT ON COLUMN credit_holds.team_id IS 'The team whose credits they are.';
COMMENT ON COLUMN credit_holds.job_id IS 'The job they are for.';
COMMENT ON COLUMN credit_holds.call_id IS 'The call they are for; null: the whole job.';
COMMENT ON COLUMN credit_holds.credits IS 'How many were set aside.';
COMMENT ON COLUMN credit_holds.credits_charged IS 'How many of them were charged.';
COMMENT ON COLUMN credit_holds.state IS 'What became of them.';
COMMENT ON COLUMN credit_holds.created_at IS 'When they were set aside.';
COMMENT ON COLUMN credit_holds.expires_at IS 'When they are free again, if nothing is reported.';
COMMENT ON COLUMN credit_holds.resolved_at IS 'When they were charged or freed.';

CREATE FUNCTION refuse_reopening_a_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'hold % is already %', OLD.hold_id, OLD.state;
END $$;
COMMENT ON FUNCTION refuse_reopening_a_hold() IS 'Keeps resolved holds as they are.';

CREATE TRIGGER holds_resolve_once BEFORE UPDATE ON credit_holds
    FOR EACH ROW WHEN (OLD.state <> 'held') EXECUTE FUNCTION refuse_reopening_a_hold();

CREATE TYPE transaction_type AS ENUM
    ('deduction', 'allocation', 'refund', 'adjustment', 'subscription_payment', 'one_time_payment');
COMMENT ON TYPE transaction_type IS 'deduction takes credits, adjustment puts a number right either way, the others give.';

CREATE TABLE credit_transactions (
    transaction_id uuid PRIMARY KEY DEFAULT new_uuid(),
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

COMMENT ON TABLE credit_transactions IS 'The ledger: every credit that was given or taken. Append-only.';
COMMENT ON COLUMN credit_transactions.transaction_id IS 'Its id.';
COMMENT ON COLUMN credit_transactions.position IS 'The order in which entries were made, within a team without a gap in the balances.';
COMMENT ON COLUMN credit_transactions.team_id IS 'The team whose credits they are.';
COMMENT ON COLUMN credit_transactions.organization_id IS 'The team''s organization.';
COMMENT ON COLUMN credit_transactions.job_id IS 'The job they were charged for, or that got them back.';
COMMENT ON COLUMN credit_transactions.call_id IS 'The call they were charged for.';
COMMENT ON COLUMN credit_transactions.transaction_type IS 'What kind of entry it is.';
COMMENT ON COLUMN credit_transactions.credits_amount IS 'How many. Positive; the type gives the direction, for an adjustment the two balances do.';
COMMENT ON COLUMN credit_transactions.credits_before IS 'The team''s remaining credits (allocated - used) before.';
COMMENT ON COLUMN credit_transactions.credits_after IS 'The team''s remaining credits after.';
COMMENT ON COLUMN credit_transactions.reason IS 'Why, in a sentence.';
COMMENT ON COLUMN credit_transactions.created_at IS 'When it was entered.';

CREATE FUNCTION refuse_rewriting_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credit_transactions is append-only';
END $$;
COMMENT ON FUNCTION refuse_rewriting_the_ledger() IS 'Keeps the entries of credit_transactions as they are.';

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON credit_transactions
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_the_ledger();
CREATE TRIGGER ledger_is_never_truncated BEFORE TRUNCATE ON credit_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_the_ledger();
