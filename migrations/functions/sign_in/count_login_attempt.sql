-- Counts an attempt as failed, before it is known whether it is: so that many at once are counted one by one.
-- Returns why it may not be made yet, or null. An attempt that must wait prolongs nothing.
CREATE FUNCTION count_login_attempt(p_email text, p_origin jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_subjects bytea[] := ARRAY(SELECT subject FROM login_subjects(p_email, p_origin) ORDER BY subject);
    v_wait interval;
BEGIN
    FOR v_look IN 1..2 LOOP
        -- Until version 17, PostgreSQL cannot calculate with infinite times.
        SELECT nullif(max(blocked_until), '-infinity') - clock_timestamp() INTO v_wait
            FROM login_attempts WHERE subject = ANY (v_subjects);
        IF v_wait > interval '0' THEN
            RETURN refusal('too_many_logins', jsonb_build_object(
                'retry_after_seconds', ceil(extract(epoch FROM v_wait))::integer));
        END IF;
        -- Once more with the rows locked, always in the same order.
        IF v_look = 1 THEN
            INSERT INTO login_attempts (subject) SELECT unnest(v_subjects)
                ON CONFLICT (subject) DO UPDATE SET subject = EXCLUDED.subject;
        END IF;
    END LOOP;
    UPDATE login_attempts AS attempts SET
        failures = counted.failures,
        blocked_until = clock_timestamp() + login_backoff(counted.failures, counted.allowance),
        last_attempt_at = now()
        FROM (
            SELECT subject, allowance,
                CASE WHEN before.last_attempt_at < now() - interval '1 day' THEN 0 ELSE before.failures END + 1 AS failures
            FROM login_subjects(p_email, p_origin) JOIN login_attempts AS before USING (subject)) AS counted
        WHERE attempts.subject = counted.subject;
    DELETE FROM login_attempts WHERE subject IN (
        SELECT subject FROM login_attempts WHERE last_attempt_at < now() - interval '1 day'
        ORDER BY last_attempt_at LIMIT 20 FOR UPDATE SKIP LOCKED);
    RETURN NULL;
END $$;
