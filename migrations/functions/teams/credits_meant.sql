-- What one of a team's credit numbers is to be, "credits_allocated" or "credits_used", after a form sent p_sent for it (null:
-- nothing). A form sends what it was loaded with, too: that is no wish, and the number stays as it is. Returns null for a stale
-- form: a wish for a number that has moved since p_since, when the form was loaded. Where that is null, a number that the team
-- had earlier in the last seven days counts as stale. What was at an earlier time is read from the ledger, backwards, at most
-- 100,000 entries; a form older than these is stale. The caller has the team's lock.
CREATE FUNCTION credits_meant(p_team team_credits, p_number text, p_sent bigint, p_since timestamptz)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_is_used boolean := p_number = 'credits_used';
    v_present bigint := CASE WHEN v_is_used THEN p_team.credits_used ELSE p_team.credits_allocated END;
    v_earlier bigint := v_present;
    v_has_moved boolean := false;
    v_entry credit_transactions;
    v_entries_left integer := 100000;
BEGIN
    IF p_sent IS NULL OR p_sent = v_present THEN
        RETURN v_present;
    END IF;
    FOR v_entry IN SELECT * FROM credit_transactions WHERE team_id = p_team.team_id
            ORDER BY position DESC LIMIT v_entries_left LOOP
        -- After the entry: null where an older build wrote it and an adjustment follows.
        v_earlier := coalesce(
            CASE WHEN v_is_used THEN v_entry.credits_used_after ELSE v_entry.credits_after + v_entry.credits_used_after END,
            v_earlier);
        EXIT WHEN p_since IS NULL AND (v_earlier = p_sent OR v_entry.created_at < now() - interval '7 days');
        v_has_moved := v_has_moved OR v_earlier IS DISTINCT FROM v_present;
        -- No form can have been loaded before the team was created with its first credits.
        EXIT WHEN date_trunc('milliseconds', v_entry.created_at) <= p_since OR v_entry.created_at <= p_team.created_at;
        -- Before the entry.
        v_earlier := CASE
            WHEN v_entry.transaction_type = 'adjustment' THEN NULL
            WHEN (v_entry.transaction_type IN ('deduction', 'refund')) <> v_is_used THEN v_earlier
            WHEN v_is_used THEN v_earlier + v_entry.credits_after - v_entry.credits_before
            ELSE v_earlier - v_entry.credits_after + v_entry.credits_before END;
        v_entries_left := v_entries_left - 1;
    END LOOP;
    RETURN CASE
        WHEN v_entries_left = 0 THEN NULL
        WHEN v_earlier = p_sent THEN CASE WHEN p_since IS NOT NULL THEN v_present END
        WHEN p_since IS NOT NULL AND v_has_moved THEN NULL
        ELSE p_sent END;
END $$;
