-- What a form that was loaded earlier showed: each entry of the ledger has both of the team's numbers, and a team knows when its
-- terms were changed, apart from its credits.

ALTER TABLE credit_transactions ADD COLUMN credits_used_after bigint;
COMMENT ON COLUMN credit_transactions.credits_used_after IS 'The team''s used credits after; with credits_after they add up to the allocated ones. Null: entered by a build that did not write it.';

ALTER TABLE team_credits ADD COLUMN terms_changed_at timestamptz;
COMMENT ON COLUMN team_credits.terms_changed_at IS 'The updated_at of the last change of anything but its credits; null: not changed since this is recorded.';

-- now() is when a transaction began. One that waited for the team's lock can have begun before the one that it waited for.
CREATE FUNCTION keep_updated_at_rising() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := date_trunc('milliseconds', OLD.updated_at) + interval '1 millisecond';
    RETURN NEW;
END $$;
COMMENT ON FUNCTION keep_updated_at_rising() IS 'Makes a team''s updated_at at least a millisecond later than that of the transaction before, so that it identifies a state of the team in the precision in which it is answered.';

CREATE TRIGGER updated_at_rises BEFORE UPDATE OF updated_at ON team_credits
    FOR EACH ROW WHEN (NEW.updated_at <> OLD.updated_at
        AND date_trunc('milliseconds', NEW.updated_at) <= date_trunc('milliseconds', OLD.updated_at))
    EXECUTE FUNCTION keep_updated_at_rising();
