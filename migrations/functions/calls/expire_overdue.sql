-- Expires the team's overdue holds and abandons its overdue calls, so that their credits are available again. Overdue calls that
-- began before p_since (null: two days ago) and hold nothing themselves are left to a later run with an earlier p_since. Returns
-- the number of abandoned calls. The caller has the team's lock.
CREATE FUNCTION expire_overdue(p_team_id text, p_since timestamptz DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_since_id uuid := first_uuid_at(coalesce(p_since, now() - interval '2 days'));
    v_holding uuid[] := ARRAY(
        SELECT call_id FROM credit_holds
        WHERE team_id = p_team_id AND state = 'held' AND expires_at <= now() AND call_id IS NOT NULL);
    v_recent bigint;
    v_older bigint := 0;
BEGIN
    UPDATE llm_calls SET status = 'abandoned', settled_at = now(), error_code = 'abandoned'
        WHERE team_id = p_team_id AND status = 'admitted' AND expires_at <= now() AND call_id >= v_since_id;
    GET DIAGNOSTICS v_recent = ROW_COUNT;
    -- There are rarely any. This searches all partitions.
    IF cardinality(v_holding) > 0 THEN
        UPDATE llm_calls SET status = 'abandoned', settled_at = now(), error_code = 'abandoned'
            WHERE call_id = ANY (v_holding) AND status = 'admitted';
        GET DIAGNOSTICS v_older = ROW_COUNT;
    END IF;
    PERFORM resolve_hold(hold_id, 'expired') FROM credit_holds
        WHERE team_id = p_team_id AND state = 'held' AND expires_at <= now();
    RETURN v_recent + v_older;
END $$;
