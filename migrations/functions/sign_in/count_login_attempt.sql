-- Counts an attempt as failed, before it is known whether it is: so that many at once are counted one by one.
-- Returns why it may not be made yet, or null. An attempt that must wait prolongs nothing.
CREATE FUNCTION count_login_attempt(p_email text, p_origin jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_subjects bytea[] := ARRAY(SELECT subject FROM login_subjects(p_email, p_origin) ORDER BY subject);
    v_refusal jsonb;
BEGIN
    FOR v_look IN 1..2 LOOP
        v_refusal := attempts_refusal(v_subjects);
        IF v_refusal IS NOT NULL THEN
            RETURN v_refusal;
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
    PERFORM forget_login_attempts();
    RETURN NULL;
END $$;
