-- Each entry of the ledger and of the audit log covers the one before it by a hash, so that an entry that was changed, removed or put
-- in between shows, even if it was done by the owner of the tables. `cargo xtask audit` checks it.

-- Also the path of the functions below that have a fixed one: no temporary table comes first.
DO $$ BEGIN
    PERFORM set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
END $$;

CREATE FUNCTION chained_hash(p_previous bytea, p_entry jsonb) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(p_previous || convert_to(p_entry::text, 'UTF8'))
$$;
COMMENT ON FUNCTION chained_hash(bytea, jsonb) IS 'SHA-256 of the hash before and an entry''s text.';

ALTER TABLE credit_transactions ADD COLUMN entry_hash bytea CHECK (length(entry_hash) = 32);
COMMENT ON COLUMN credit_transactions.entry_hash IS 'SHA-256 of the hash of the team''s entry before and of this entry. Null: entered before there were hashes; the team''s first entry with one covers all of these.';

CREATE FUNCTION ledger_entry(p_entry credit_transactions) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(p_entry.position, p_entry.transaction_id, p_entry.team_id, p_entry.organization_id, p_entry.job_id,
        p_entry.call_id, p_entry.transaction_type, p_entry.credits_amount, p_entry.credits_before, p_entry.credits_after,
        p_entry.credits_used_after, p_entry.reason, extract(epoch FROM p_entry.created_at))
$$;
COMMENT ON FUNCTION ledger_entry(credit_transactions) IS 'What the hash of a ledger entry covers. It never changes: a column that is added later needs a hash of its own.';

CREATE FUNCTION previous_ledger_hash(p_team_id text, p_position bigint) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_hash bytea;
BEGIN
    SELECT entry_hash INTO v_hash FROM credit_transactions WHERE team_id = p_team_id AND position < p_position
        ORDER BY position DESC LIMIT 1;
    RETURN coalesce(v_hash, (
        SELECT sha256(convert_to(coalesce(string_agg(ledger_entry(earlier)::text, E'\n' ORDER BY position), ''), 'UTF8'))
        FROM credit_transactions AS earlier WHERE team_id = p_team_id AND position < p_position));
END $$;
COMMENT ON FUNCTION previous_ledger_hash(text, bigint) IS 'The hash of a team''s entry before a position; of all of them together, if that one has none.';

CREATE FUNCTION chain_ledger_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.entry_hash := chained_hash(previous_ledger_hash(NEW.team_id, NEW.position), ledger_entry(NEW));
    RETURN NEW;
END $$;
COMMENT ON FUNCTION chain_ledger_entry() IS 'Gives each new ledger entry its hash. The transaction that inserts it holds the team''s lock, so no other entry can come between it and the previous one.';

CREATE TRIGGER ledger_is_chained BEFORE INSERT ON credit_transactions FOR EACH ROW EXECUTE FUNCTION chain_ledger_entry();

CREATE TABLE audit_log_chain (
    position bigint PRIMARY KEY CHECK (position > 0),
    audit_id uuid NOT NULL UNIQUE REFERENCES admin_audit_log,
    entry_hash bytea NOT NULL CHECK (length(entry_hash) = 32)
);
COMMENT ON TABLE audit_log_chain IS 'The hashes of the audit log, in the order in which its entries were committed. Append-only.';
COMMENT ON COLUMN audit_log_chain.position IS 'The place in that order: from 1, without a gap.';
COMMENT ON COLUMN audit_log_chain.audit_id IS 'The entry.';
COMMENT ON COLUMN audit_log_chain.entry_hash IS 'SHA-256 of the hash before and of the entry.';

CREATE OR REPLACE FUNCTION refuse_rewriting_the_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
COMMENT ON FUNCTION refuse_rewriting_the_audit_log() IS 'Keeps the entries of admin_audit_log, and their hashes, as they are.';

CREATE TRIGGER audit_log_chain_is_append_only BEFORE UPDATE OR DELETE ON audit_log_chain
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_the_audit_log();
CREATE TRIGGER audit_log_chain_is_never_truncated BEFORE TRUNCATE ON audit_log_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_the_audit_log();

CREATE FUNCTION audit_log_entry(p_entry admin_audit_log) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(p_entry.audit_id, p_entry.user_id, p_entry.key_id, p_entry.action, p_entry.resource_type,
        p_entry.resource_id, p_entry.details, p_entry.ip_address, extract(epoch FROM p_entry.created_at))
$$;
COMMENT ON FUNCTION audit_log_entry(admin_audit_log) IS 'What the hash of an entry of the audit log covers. It never changes: a column that is added later needs a hash of its own.';

CREATE FUNCTION append_to_audit_log_chain(p_entry admin_audit_log) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_last audit_log_chain;
BEGIN
    SELECT * INTO v_last FROM audit_log_chain ORDER BY position DESC LIMIT 1;
    INSERT INTO audit_log_chain (position, audit_id, entry_hash)
    VALUES (coalesce(v_last.position, 0) + 1, p_entry.audit_id,
        chained_hash(coalesce(v_last.entry_hash, sha256('')), audit_log_entry(p_entry)));
END $$;
COMMENT ON FUNCTION append_to_audit_log_chain(admin_audit_log) IS 'Gives an entry of the audit log its hash. One transaction at a time.';

-- It runs as a transaction is committed, when that has all other locks: a lock that was taken as the entry is written could be waited
-- for by a transaction that has a team's. PostgreSQL before 18 runs it as the role of the session, with its search path.
CREATE FUNCTION chain_audit_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.audit_log_chain'));
    PERFORM append_to_audit_log_chain(NEW);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION chain_audit_log() IS 'Gives each new entry of the audit log its hash, one transaction after the other.';

DO $$
DECLARE
    v_entry admin_audit_log;
BEGIN
    FOR v_entry IN SELECT * FROM admin_audit_log ORDER BY created_at, audit_id LOOP
        PERFORM append_to_audit_log_chain(v_entry);
    END LOOP;
END $$;

CREATE CONSTRAINT TRIGGER audit_log_is_chained AFTER INSERT ON admin_audit_log DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION chain_audit_log();
