-- Counts a wrong admin key: 20 from a network are free, after that the network must wait. Of all networks together, 300 in a minute
-- are counted, so that those who send many fill neither the table nor the log. p_origin: see login_subjects.
CREATE FUNCTION count_admin_key_failure(p_origin jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := admin_key_refusal(p_origin->>'network');
    v_minute timestamptz := date_trunc('minute', now());
    v_failures integer;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    UPDATE admin_key_failures SET failures = failures + 1, minute = v_minute,
            failures_in_minute = CASE WHEN minute = v_minute THEN failures_in_minute + 1 ELSE 1 END
        WHERE minute <> v_minute OR failures_in_minute < 300;
    IF NOT FOUND THEN
        RETURN refusal('too_many_logins', '{"retry_after_seconds": 60}');
    END IF;
    IF p_origin->>'network' IS NOT NULL THEN
        INSERT INTO login_attempts AS before (subject, failures) VALUES (admin_key_subject(p_origin->>'network'), 1)
            ON CONFLICT (subject) DO UPDATE SET
                failures = CASE WHEN before.last_attempt_at < now() - interval '1 day' THEN 0 ELSE before.failures END + 1,
                last_attempt_at = now()
            RETURNING failures INTO v_failures;
        UPDATE login_attempts SET blocked_until = clock_timestamp() + login_backoff(v_failures, 20)
            WHERE subject = admin_key_subject(p_origin->>'network') AND v_failures >= 20;
        IF v_failures = 20 THEN
            PERFORM record_change(p_origin, 'admin_key_slowed_down', NULL, NULL, jsonb_build_object('failures', v_failures));
        END IF;
        PERFORM forget_login_attempts();
    END IF;
    RETURN granted('{}');
END $$;
